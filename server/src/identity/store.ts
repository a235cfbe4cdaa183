import { sql } from 'kysely';
import { type Database, tables } from '../database/database.ts';
import type { Role } from './model/role.ts';
import type { IdentityTables, RoleTable } from './tables.ts';

const identity = (database: Database) => tables<IdentityTables>(database);

/** @returns false when the account has a role of that name, in whatever case, already */
export async function insertRole(transaction: Database, role: Role): Promise<boolean> {
  const inserted = await identity(transaction)
    .insertInto('identity.role')
    .values({
      account_id: role.accountId,
      role_name: role.name,
      role_id: role.id,
      path: role.path,
      assume_role_policy_document: role.assumeRolePolicyDocument,
      description: role.description ?? null,
      max_session_duration_seconds: role.maxSessionDurationSeconds,
      created_at: role.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) return false;
  if (role.tags.length > 0) {
    const tags = role.tags.map((tag) => ({ role_id: role.id, ...tag }));
    await identity(transaction).insertInto('identity.role_tag').values(tags).execute();
  }
  return true;
}

/** Names are not distinguished by case. */
export async function findRole(
  database: Database,
  accountId: string,
  name: string,
): Promise<Role | undefined> {
  const row = await roles(database, accountId)
    .where(sql<boolean>`lower(role_name) = lower(${name})`)
    .executeTakeFirst();
  return row && toRole(row, await tagsOf(database, [row.role_id]));
}

/** As {@link findRole}; until the transaction ends, nobody else changes the role or what is attached to it. */
export async function lockRole(
  transaction: Database,
  accountId: string,
  name: string,
): Promise<Pick<Role, 'id'> | undefined> {
  const row = await roles(transaction, accountId)
    .where(sql<boolean>`lower(role_name) = lower(${name})`)
    .forUpdate()
    .executeTakeFirst();
  return row && { id: row.role_id };
}

/**
 * The roles of an account under a path, in the order of their names.
 * @param after the name of the role before the first one wanted
 */
export async function listRoles(
  database: Database,
  accountId: string,
  pathPrefix: string,
  after: string,
  limit: number,
): Promise<Role[]> {
  const rows = await roles(database, accountId)
    .where(sql<boolean>`starts_with(path, ${pathPrefix})`)
    .where(sql<boolean>`role_name collate "C" > ${after}`)
    .orderBy(sql`role_name collate "C"`)
    .limit(limit)
    .execute();
  const tags = await tagsOf(
    database,
    rows.map((row) => row.role_id),
  );
  return rows.map((row) => toRole(row, tags));
}

export async function deleteRole(transaction: Database, roleId: string): Promise<void> {
  await identity(transaction).deleteFrom('identity.role').where('role_id', '=', roleId).execute();
}

/** Attaching what is attached already changes nothing. */
export async function attachPolicy(transaction: Database, roleId: string, policyArn: string): Promise<void> {
  await identity(transaction)
    .insertInto('identity.role_policy')
    .values({ role_id: roleId, policy_arn: policyArn })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** @returns false when the policy was not attached */
export async function detachPolicy(
  transaction: Database,
  roleId: string,
  policyArn: string,
): Promise<boolean> {
  const deleted = await identity(transaction)
    .deleteFrom('identity.role_policy')
    .where('role_id', '=', roleId)
    .where('policy_arn', '=', policyArn)
    .executeTakeFirst();
  return deleted.numDeletedRows === 1n;
}

/** The ARNs of the policies that are attached to a role, in alphabetical order. */
export async function attachedPolicies(database: Database, roleId: string): Promise<string[]> {
  const rows = await identity(database)
    .selectFrom('identity.role_policy')
    .select('policy_arn')
    .where('role_id', '=', roleId)
    .orderBy(sql`policy_arn collate "C"`)
    .execute();
  return rows.map((row) => row.policy_arn);
}

function roles(database: Database, accountId: string) {
  return identity(database).selectFrom('identity.role').selectAll().where('account_id', '=', accountId);
}

type Tags = Map<string, { key: string; value: string }[]>;

async function tagsOf(database: Database, roleIds: readonly string[]): Promise<Tags> {
  if (roleIds.length === 0) return new Map();
  const rows = await identity(database)
    .selectFrom('identity.role_tag')
    .selectAll()
    .where('role_id', 'in', roleIds)
    .orderBy(sql`key collate "C"`)
    .execute();
  return Map.groupBy(rows, (row) => row.role_id);
}

function toRole(row: RoleTable, tags: Tags): Role {
  return {
    accountId: row.account_id,
    name: row.role_name,
    id: row.role_id,
    path: row.path,
    assumeRolePolicyDocument: row.assume_role_policy_document,
    description: row.description ?? undefined,
    maxSessionDurationSeconds: row.max_session_duration_seconds,
    createdAt: row.created_at,
    tags: (tags.get(row.role_id) ?? []).map(({ key, value }) => ({ key, value })),
  };
}
