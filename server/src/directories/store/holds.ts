import type { Database } from '../../database/database.ts';
import type { Directory } from '../model/directory.ts';
import type { HoldKind } from '../model/holds.ts';
import { own } from '../tables.ts';
import { lockDirectory } from './directories.ts';

/**
 * Marks the directory as used by an application, and keeps it from being deleted until it is released.
 * @returns the directory; undefined where there is none of that id, or where it is being deleted
 */
export async function holdDirectory(
  transaction: Database,
  directoryId: string,
  holder: string,
): Promise<Directory | undefined> {
  const directory = await lockDirectory(transaction, directoryId);
  if (!directory || directory.stage === 'Deleting') return undefined;
  await setHold(transaction, directoryId, holder, 'active');
  return directory;
}

/**
 * Says that the application's {@link releaseDirectory} is on its way, by a run that is enqueued under the
 * directory's key: a deletion asked for from now on comes after it.
 */
export async function beginRelease(
  transaction: Database,
  directoryId: string,
  holder: string,
): Promise<void> {
  await setHold(transaction, directoryId, holder, 'releasing');
}

/** The application uses the directory no more; not held counts as done. */
export async function releaseDirectory(
  transaction: Database,
  directoryId: string,
  holder: string,
): Promise<void> {
  await own(transaction)
    .deleteFrom('directories.hold')
    .where('directory_id', '=', directoryId)
    .where('holder', '=', holder)
    .execute();
}

/** Who uses the directory, and how. */
export async function holdsOf(
  database: Database,
  directoryId: string,
): Promise<{ holder: string; kind: HoldKind }[]> {
  return own(database)
    .selectFrom('directories.hold')
    .select(['holder', 'kind'])
    .where('directory_id', '=', directoryId)
    .orderBy('holder')
    .execute();
}

async function setHold(
  transaction: Database,
  directoryId: string,
  holder: string,
  kind: HoldKind,
): Promise<void> {
  await own(transaction)
    .insertInto('directories.hold')
    .values({ directory_id: directoryId, holder, kind })
    .onConflict((conflict) => conflict.columns(['directory_id', 'holder']).doUpdateSet({ kind }))
    .execute();
}
