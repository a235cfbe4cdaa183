import type { Selectable } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Place } from '../model/place.ts';
import { type AccountModificationTable, own } from '../tables.ts';

export type AccountModificationRow = Selectable<AccountModificationTable>;

export async function insertAccountModification(
  transaction: Database,
  { accountId, region }: Place,
  modification: Pick<
    AccountModificationRow,
    'state' | 'dedicated_tenancy_support' | 'dedicated_tenancy_cidr' | 'started_at'
  >,
): Promise<void> {
  await own(transaction)
    .insertInto('workspaces.account_modification')
    .values({ account_id: accountId, region, ...modification })
    .execute();
}

/**
 * What was changed about the account in the Region, the latest first.
 * @param page after: the id of the last modification before the page
 */
export function listAccountModifications(
  database: Database,
  { accountId, region }: Place,
  page: { after?: string | undefined; limit: number },
): Promise<AccountModificationRow[]> {
  let query = own(database)
    .selectFrom('workspaces.account_modification')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('region', '=', region);
  if (page.after !== undefined) query = query.where('modification_id', '<', page.after);
  return query.orderBy('modification_id', 'desc').limit(page.limit).execute();
}

/** The modification that holds: the latest that succeeded; undefined where the account is as it was made. */
export function currentAccountModification(
  database: Database,
  { accountId, region }: Place,
): Promise<AccountModificationRow | undefined> {
  return own(database)
    .selectFrom('workspaces.account_modification')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('state', '=', 'COMPLETED')
    .orderBy('modification_id', 'desc')
    .executeTakeFirst();
}
