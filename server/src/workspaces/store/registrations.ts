import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Database } from '../../database/database.ts';
import { normalizeRegistrationCode } from '../model/registrations.ts';
import { own, type RegistrationTable } from '../tables.ts';

export type RegistrationRow = Selectable<RegistrationTable>;

/** A registered directory, as sign-in sees it. */
export interface Registration {
  registrationCode: string;
  directoryId: string;
  /** The domain, such as `corp.example.com`. */
  directoryName: string;
  accountId: string;
  region: string;
}

/** The registered directory that a code names, in whatever case it was typed; undefined for an unknown code. */
export async function findRegistration(
  database: Database,
  registrationCode: string,
): Promise<Registration | undefined> {
  const row = await own(database)
    .selectFrom('workspaces.registration')
    .selectAll()
    .where('registration_code', '=', normalizeRegistrationCode(registrationCode))
    .where('state', '=', 'REGISTERED')
    .executeTakeFirst();
  return (
    row && {
      registrationCode: row.registration_code,
      directoryId: row.directory_id,
      directoryName: row.directory_name,
      accountId: row.account_id,
      region: row.region,
    }
  );
}

/** The registration, locked until the transaction ends so that what is decided about it stays true. */
export function lockRegistration(transaction: Database, directoryId: string) {
  return own(transaction)
    .selectFrom('workspaces.registration')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .forUpdate()
    .executeTakeFirst();
}

export function registrationOf(database: Database, directoryId: string) {
  return own(database)
    .selectFrom('workspaces.registration')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .executeTakeFirst();
}

/** Whether the users of a directory come back after a cut without their password. */
export async function reconnectEnabled(database: Database, directoryId: string): Promise<boolean> {
  const row = await registrationOf(database, directoryId);
  return row?.reconnect_enabled ?? false;
}

export interface RegistrationFilter {
  directoryIds?: readonly string[] | undefined;
  workspaceDirectoryNames?: readonly string[] | undefined;
  after?: string | undefined;
  limit: number;
}

/** The account's registrations in the order of their directories' ids. */
export function listRegistrations(
  database: Database,
  place: { accountId: string; region: string },
  filter: RegistrationFilter,
): Promise<RegistrationRow[]> {
  let query = own(database)
    .selectFrom('workspaces.registration')
    .selectAll()
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region);
  if (filter.directoryIds) query = query.where('directory_id', 'in', filter.directoryIds);
  if (filter.workspaceDirectoryNames) {
    query = query.where('workspace_directory_name', 'in', filter.workspaceDirectoryNames);
  }
  if (filter.after !== undefined) query = query.where('directory_id', '>', filter.after);
  return query.orderBy('directory_id').limit(filter.limit).execute();
}

/** @returns whether it was inserted: not when the directory is registered or the code is taken */
export async function insertRegistration(
  transaction: Database,
  row: Insertable<RegistrationTable>,
): Promise<boolean> {
  const result = await own(transaction)
    .insertInto('workspaces.registration')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function updateRegistration(
  transaction: Database,
  directoryId: string,
  change: Updateable<RegistrationTable>,
): Promise<void> {
  await own(transaction)
    .updateTable('workspaces.registration')
    .set(change)
    .where('directory_id', '=', directoryId)
    .execute();
}

/** Removes the registration with its IP group associations and tags. */
export async function deleteRegistration(transaction: Database, directoryId: string): Promise<void> {
  await own(transaction).deleteFrom('workspaces.tag').where('resource_id', '=', directoryId).execute();
  await own(transaction)
    .deleteFrom('workspaces.registration')
    .where('directory_id', '=', directoryId)
    .execute();
}
