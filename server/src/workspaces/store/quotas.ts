import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { isQuotaName, type QuotaName, type Quotas } from '../model/quotas.ts';
import { own } from '../tables.ts';

/** Whose quotas, and in which Region. */
export interface QuotaPlace {
  accountId: string;
  region: string;
}

/**
 * How many of something the account may have in the Region: what was set for it, or else the default. Who counts and
 * then adds holds {@link lockQuotas}, in the same transaction.
 */
export async function quotaOf(
  database: Database,
  place: QuotaPlace,
  name: QuotaName,
  defaults: Quotas,
): Promise<number> {
  const row = await own(database)
    .selectFrom('workspaces.quota')
    .select('value')
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? defaults[name];
}

/** The quotas that were set to something else than their default. */
export async function quotasSet(database: Database, place: QuotaPlace): Promise<Partial<Quotas>> {
  const rows = await own(database)
    .selectFrom('workspaces.quota')
    .select(['name', 'value'])
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .execute();
  return Object.fromEntries(rows.filter((row) => isQuotaName(row.name)).map((row) => [row.name, row.value]));
}

/** Sets a quota; what is there beyond it stays, and nothing is added. */
export async function setQuota(
  database: Database,
  place: QuotaPlace,
  name: QuotaName,
  value: number,
): Promise<void> {
  await own(database)
    .insertInto('workspaces.quota')
    .values({ account_id: place.accountId, region: place.region, name, value })
    .onConflict((conflict) => conflict.columns(['account_id', 'region', 'name']).doUpdateSet({ value }))
    .execute();
}

/** Goes back to the default. */
export async function resetQuota(database: Database, place: QuotaPlace, name: QuotaName): Promise<void> {
  await own(database)
    .deleteFrom('workspaces.quota')
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('name', '=', name)
    .execute();
}

/** How much of each quota is used; of those that count per group or directory, by the one that has the most. */
export async function quotasUsed(database: Database, place: QuotaPlace): Promise<Quotas> {
  const { accountId, region } = place;
  const { rows } = await sql<Quotas>`
    select
      (select count(*)::int from workspaces.workspace
        where account_id = ${accountId} and region = ${region} and migrated_to is null) as workspaces,
      (select count(*)::int from workspaces.image
        where account_id = ${accountId} and region = ${region}) as images,
      (select count(*)::int from workspaces.bundle
        where account_id = ${accountId} and region = ${region} and deleted_at is null) as bundles,
      (select count(*)::int from workspaces.ip_group
        where account_id = ${accountId} and region = ${region}) as "ipGroups",
      (select coalesce(max(jsonb_array_length(rules)), 0) from workspaces.ip_group
        where account_id = ${accountId} and region = ${region}) as "rulesPerIpGroup",
      (select coalesce(max(groups), 0)::int from (
        select count(*) as groups from workspaces.ip_group_association
        join workspaces.registration using (directory_id)
        where account_id = ${accountId} and region = ${region} group by directory_id
      ) counted) as "ipGroupsPerDirectory"`.execute(database);
  const [row] = rows;
  if (!row) throw new Error('A select without a from has one row.');
  return row;
}
