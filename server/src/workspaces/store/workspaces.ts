import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { type Database, inTransaction } from '../../database/database.ts';
import { notify } from '../../database/notifications.ts';
import { nextState, type StateChange } from '../model/stateGraph.ts';
import type { WorkspaceState } from '../model/states.ts';
import { own, type WorkspaceTable } from '../tables.ts';
import { deleteUnusedBundle } from './bundles.ts';
import { concernsUsage, recordUsage } from './usage.ts';

export type WorkspaceRow = Selectable<WorkspaceTable>;

/** Columns to set. */
export type WorkspaceChange = Omit<Updateable<WorkspaceTable>, 'state'>;

/** When it happens, by the caller's clock, for the record of usage. */
interface Timed {
  at: Date;
}

/** Wakes those who look at the states of WorkSpaces. */
export const STATES_TOPIC = 'workspaces.states';

/** A change that the state graph does not have. */
export class InvalidStateChange extends Error {
  override name = 'InvalidStateChange';
  readonly state: WorkspaceState;

  constructor(workspaceId: string, state: WorkspaceState, by: StateChange) {
    super(`The WorkSpace ${workspaceId} is ${state}: ${by} is not possible.`);
    this.state = state;
  }
}

export function findWorkspace(database: Database, workspaceId: string): Promise<WorkspaceRow | undefined> {
  return own(database)
    .selectFrom('workspaces.workspace')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
}

/** The WorkSpace, locked until the transaction ends. */
export function lockWorkspace(transaction: Database, workspaceId: string): Promise<WorkspaceRow | undefined> {
  return own(transaction)
    .selectFrom('workspaces.workspace')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirst();
}

/**
 * Moves a WorkSpace along the state graph: the only way in which a state changes. Its usage is recorded with it, and
 * `started_at` when it begins to run.
 * @param change further columns to set with it
 * @throws InvalidStateChange
 */
export async function changeState(
  transaction: Database,
  workspaceId: string,
  by: StateChange,
  { at, ...change }: WorkspaceChange & Timed,
): Promise<WorkspaceState> {
  const row = await lockWorkspace(transaction, workspaceId);
  if (!row) throw new Error(`There is no WorkSpace ${workspaceId}.`);
  const state = nextState(row.state, by);
  if (state === undefined) throw new InvalidStateChange(workspaceId, row.state, by);
  await setColumns(transaction, workspaceId, { ...change, state });
  const begins = await recordUsage(transaction, workspaceId, at);
  if (begins) await setColumns(transaction, workspaceId, { started_at: at });
  await notify(transaction, STATES_TOPIC);
  return state;
}

/**
 * Sets columns; where they concern the record of usage, which takes a time, that changes in the same transaction.
 * {@link changeState} alone passes a state.
 */
export async function updateWorkspace(
  database: Database,
  workspaceId: string,
  { at, ...change }: WorkspaceChange & Partial<Timed>,
): Promise<void> {
  if (!concernsUsage(change)) {
    await setColumns(database, workspaceId, change);
    return;
  }
  if (!at) throw new Error('A change of what usage is recorded with takes a time.');
  await inTransaction(database, async (transaction) => {
    await setColumns(transaction, workspaceId, change);
    await recordUsage(transaction, workspaceId, at);
  });
}

async function setColumns(
  database: Database,
  workspaceId: string,
  change: Updateable<WorkspaceTable>,
): Promise<void> {
  await own(database)
    .updateTable('workspaces.workspace')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .execute();
}

/** @returns false where the id or the computer name is taken, which asks for new ones */
export async function insertWorkspace(
  transaction: Database,
  row: Insertable<WorkspaceTable>,
): Promise<boolean> {
  const result = await own(transaction)
    .insertInto('workspaces.workspace')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/**
 * Removes the row with its invitation and tags: the WorkSpace is not there any more, and neither is a deleted bundle
 * that it was the last one of.
 */
export async function deleteWorkspace(transaction: Database, workspaceId: string): Promise<void> {
  await own(transaction).deleteFrom('workspaces.tag').where('resource_id', '=', workspaceId).execute();
  const deleted = await own(transaction)
    .deleteFrom('workspaces.workspace')
    .where('workspace_id', '=', workspaceId)
    .returning('bundle_id')
    .executeTakeFirst();
  if (deleted) await deleteUnusedBundle(transaction, deleted.bundle_id);
}

export interface WorkspaceFilter {
  workspaceIds?: readonly string[] | undefined;
  directoryId?: string | undefined;
  userName?: string | undefined;
  bundleId?: string | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

/** The account's WorkSpaces in the order of their ids. */
export function listWorkspaces(
  database: Database,
  place: { accountId: string; region: string },
  filter: WorkspaceFilter = {},
): Promise<WorkspaceRow[]> {
  let query = own(database)
    .selectFrom('workspaces.workspace')
    .selectAll()
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region);
  if (filter.workspaceIds) query = query.where('workspace_id', 'in', filter.workspaceIds);
  if (filter.directoryId !== undefined) query = query.where('directory_id', '=', filter.directoryId);
  if (filter.userName !== undefined) {
    query = query.where(sql`lower(user_name)`, '=', sql`lower(${filter.userName})`);
  }
  if (filter.bundleId !== undefined) query = query.where('bundle_id', '=', filter.bundleId);
  if (filter.after !== undefined) query = query.where('workspace_id', '>', filter.after);
  if (filter.limit !== undefined) query = query.limit(filter.limit);
  return query.orderBy('workspace_id').execute();
}

/** How many WorkSpaces an account has; one that is being migrated counts once. */
export async function countWorkspaces(
  database: Database,
  place: { accountId: string; region: string },
): Promise<number> {
  const { count } = await own(database)
    .selectFrom('workspaces.workspace')
    .select((expression) => expression.fn.countAll<string>().as('count'))
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('migrated_to', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many WorkSpaces of a directory are in each state. */
export async function countByState(
  database: Database,
  directoryId: string,
): Promise<Map<WorkspaceState, number>> {
  const rows = await own(database)
    .selectFrom('workspaces.workspace')
    .select(['state', (expression) => expression.fn.countAll<string>().as('count')])
    .where('directory_id', '=', directoryId)
    .groupBy('state')
    .execute();
  return new Map(rows.map((row) => [row.state, Number(row.count)]));
}

/** How many WorkSpaces of a directory are in each subnet. */
export async function countBySubnet(database: Database, directoryId: string): Promise<Map<string, number>> {
  const rows = await own(database)
    .selectFrom('workspaces.workspace')
    .select(['subnet_id', (expression) => expression.fn.countAll<string>().as('count')])
    .where('directory_id', '=', directoryId)
    .where('subnet_id', 'is not', null)
    .$narrowType<{ subnet_id: string }>()
    .groupBy('subnet_id')
    .execute();
  return new Map(rows.map((row) => [row.subnet_id, Number(row.count)]));
}

/** Every WorkSpace in one of the states, whosoever's. */
export function workspacesInStates(
  database: Database,
  states: readonly WorkspaceState[],
): Promise<WorkspaceRow[]> {
  return own(database)
    .selectFrom('workspaces.workspace')
    .selectAll()
    .where('state', 'in', states)
    .orderBy('workspace_id')
    .execute();
}

/** Marks that a WorkSpace is being brought back. @returns false where it is already, or is in another state */
export async function beginRecovery(
  transaction: Database,
  workspaceId: string,
  states: readonly WorkspaceState[],
): Promise<boolean> {
  const result = await own(transaction)
    .updateTable('workspaces.workspace')
    .set({ recovering: true })
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', states)
    .where('recovering', '=', false)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
