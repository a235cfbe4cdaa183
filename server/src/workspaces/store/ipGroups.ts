import type { Insertable, Selectable } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Place } from '../model/place.ts';
import { type IpGroupTable, type IpRule, own } from '../tables.ts';
import { notifyAdmission } from './admission.ts';

export type IpGroupRow = Selectable<IpGroupTable>;

/**
 * The ranges from which a directory's WorkSpaces may be reached: those of all its groups together.
 * Undefined where no group is associated, which lets everybody in; a group without rules lets nobody in.
 */
export async function ipRulesOf(database: Database, directoryId: string): Promise<string[] | undefined> {
  const groups = await own(database)
    .selectFrom('workspaces.ip_group_association')
    .innerJoin(
      'workspaces.ip_group',
      'workspaces.ip_group.group_id',
      'workspaces.ip_group_association.group_id',
    )
    .select('rules')
    .where('directory_id', '=', directoryId)
    .execute();
  if (groups.length === 0) return undefined;
  return groups.flatMap((group) => group.rules.map((rule) => rule.ipRule));
}

/** The account's group, locked until the transaction ends. */
export function lockIpGroup(transaction: Database, place: Place, groupId: string) {
  return inPlace(transaction, place).where('group_id', '=', groupId).forUpdate().executeTakeFirst();
}

/** Those of the groups that the account has; none of them is deleted before the transaction ends. */
export function keepIpGroups(
  transaction: Database,
  place: Place,
  groupIds: readonly string[],
): Promise<IpGroupRow[]> {
  return inPlace(transaction, place)
    .where('group_id', 'in', groupIds)
    .orderBy('group_id')
    .forKeyShare()
    .execute();
}

export function listIpGroups(
  database: Database,
  place: Place,
  page: { groupIds?: readonly string[] | undefined; after?: string | undefined; limit: number },
): Promise<IpGroupRow[]> {
  let query = inPlace(database, place);
  if (page.groupIds) query = query.where('group_id', 'in', page.groupIds);
  if (page.after !== undefined) query = query.where('group_id', '>', page.after);
  return query.orderBy('group_id').limit(page.limit).execute();
}

function inPlace(database: Database, place: Place) {
  return own(database)
    .selectFrom('workspaces.ip_group')
    .selectAll()
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region);
}

export async function countIpGroups(database: Database, place: Place): Promise<number> {
  const { count } = await own(database)
    .selectFrom('workspaces.ip_group')
    .select((expression) => expression.fn.countAll<string>().as('count'))
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** @returns false where the account has a group of that name already */
export async function insertIpGroup(transaction: Database, row: Insertable<IpGroupTable>): Promise<boolean> {
  const result = await own(transaction)
    .insertInto('workspaces.ip_group')
    .values(row)
    .onConflict((conflict) => conflict.columns(['account_id', 'region', 'group_name']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function setRules(
  transaction: Database,
  groupId: string,
  rules: readonly IpRule[],
): Promise<void> {
  await own(transaction)
    .updateTable('workspaces.ip_group')
    .set({ rules: JSON.stringify(rules) })
    .where('group_id', '=', groupId)
    .execute();
  await notifyAdmission(transaction);
}

export async function deleteIpGroup(transaction: Database, groupId: string): Promise<void> {
  await own(transaction).deleteFrom('workspaces.tag').where('resource_id', '=', groupId).execute();
  await own(transaction).deleteFrom('workspaces.ip_group').where('group_id', '=', groupId).execute();
}

/** The groups of each of the directories. */
export async function associationsOf(
  database: Database,
  directoryIds: readonly string[],
): Promise<Map<string, string[]>> {
  const groups = new Map<string, string[]>(directoryIds.map((id) => [id, []]));
  if (directoryIds.length === 0) return groups;
  const rows = await own(database)
    .selectFrom('workspaces.ip_group_association')
    .selectAll()
    .where('directory_id', 'in', directoryIds)
    .orderBy('group_id')
    .execute();
  for (const row of rows) groups.get(row.directory_id)?.push(row.group_id);
  return groups;
}

/** The directories that a group is associated with. */
export async function directoriesOfIpGroup(database: Database, groupId: string): Promise<string[]> {
  const rows = await own(database)
    .selectFrom('workspaces.ip_group_association')
    .select('directory_id')
    .where('group_id', '=', groupId)
    .orderBy('directory_id')
    .execute();
  return rows.map((row) => row.directory_id);
}

export async function associate(
  transaction: Database,
  directoryId: string,
  groupIds: readonly string[],
): Promise<void> {
  await own(transaction)
    .insertInto('workspaces.ip_group_association')
    .values(groupIds.map((groupId) => ({ directory_id: directoryId, group_id: groupId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await notifyAdmission(transaction);
}

/** Takes some of a directory's groups away, or all of them. */
export async function disassociate(
  transaction: Database,
  directoryId: string,
  groupIds?: readonly string[],
): Promise<void> {
  let query = own(transaction)
    .deleteFrom('workspaces.ip_group_association')
    .where('directory_id', '=', directoryId);
  if (groupIds) query = query.where('group_id', 'in', groupIds);
  await query.execute();
  await notifyAdmission(transaction);
}
