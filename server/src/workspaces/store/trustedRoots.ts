import type { Selectable } from 'kysely';
import type { Database } from '../../database/database.ts';
import { own, type TrustedRootTable } from '../tables.ts';
import { notifyAdmission } from './admission.ts';

export type TrustedRootRow = Selectable<TrustedRootTable>;

/** The root certificates that vouch for a directory's trusted devices. */
export function trustedRootsOf(database: Database, directoryId: string): Promise<TrustedRootRow[]> {
  return own(database)
    .selectFrom('workspaces.trusted_root')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .orderBy('imported_at')
    .orderBy('fingerprint')
    .execute();
}

export async function insertTrustedRoot(transaction: Database, row: TrustedRootRow): Promise<void> {
  await own(transaction).insertInto('workspaces.trusted_root').values(row).execute();
  await notifyAdmission(transaction);
}

export async function deleteTrustedRoot(
  transaction: Database,
  directoryId: string,
  fingerprint: string,
): Promise<void> {
  await own(transaction)
    .deleteFrom('workspaces.trusted_root')
    .where('directory_id', '=', directoryId)
    .where('fingerprint', '=', fingerprint)
    .execute();
  await notifyAdmission(transaction);
}
