import type { Database } from '../../database/database.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { MaintenanceFacts } from '../model/maintenance.ts';
import { maintain } from '../model/workflows.ts';
import { own } from '../tables.ts';
import { changeState, lockWorkspace, type WorkspaceRow } from './workspaces.ts';

type MaintenanceRow = WorkspaceRow & { maintenance_mode: boolean };

/** What decides about the maintenance of every WorkSpace that may have it. */
export async function maintenanceFacts(database: Database): Promise<MaintenanceFacts[]> {
  const rows = await maintenanceRows(database)
    .where('workspace.state', 'in', ['AVAILABLE', 'STOPPED'])
    .orderBy('workspace_id')
    .execute();
  return rows.map(factsOf);
}

/** The same about one, whose row stays locked until the transaction ends; undefined when it is gone. */
export async function lockMaintenanceFacts(
  transaction: Database,
  workspaceId: string,
): Promise<MaintenanceFacts | undefined> {
  if (!(await lockWorkspace(transaction, workspaceId))) return undefined;
  const row = await maintenanceRows(transaction).where('workspace_id', '=', workspaceId).executeTakeFirst();
  return row && factsOf(row);
}

function maintenanceRows(database: Database) {
  return own(database)
    .selectFrom('workspaces.workspace as workspace')
    .innerJoin('workspaces.registration as registration', (join) =>
      join.onRef('registration.directory_id', '=', 'workspace.directory_id'),
    )
    .selectAll('workspace')
    .select('registration.maintenance_mode');
}

function factsOf(row: MaintenanceRow): MaintenanceFacts {
  return {
    workspaceId: row.workspace_id,
    region: row.region,
    state: row.state,
    runningMode: row.running_mode,
    isConnected: row.connection_state === 'CONNECTED',
    isBeingModified: row.modified_resource !== null || row.recovering,
    lastUserConnectionAt: row.last_user_connection_at,
    createdAt: row.created_at,
    maintainedAt: row.maintained_at,
    maintenanceMode: row.maintenance_mode,
  };
}

/** How many WorkSpaces are being maintained. */
export async function countInMaintenance(database: Database): Promise<number> {
  const { count } = await own(database)
    .selectFrom('workspaces.workspace')
    .select((expression) => expression.fn.countAll<string>().as('count'))
    .where('state', '=', 'MAINTENANCE')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Begins the maintenance of a WorkSpace that is AVAILABLE or STOPPED, to which it goes back.
 * @returns the run's id
 * @throws InvalidStateChange in other states
 */
export async function beginMaintenance(
  transaction: Database,
  queue: WorkflowQueue,
  { workspaceId, state }: Pick<MaintenanceFacts, 'workspaceId' | 'state'>,
  at: Date,
): Promise<string> {
  const change = state === 'STOPPED' ? 'maintainStopped' : 'maintain';
  await changeState(transaction, workspaceId, change, { at, return_state: state });
  return queue.enqueue(transaction, maintain, workspaceId, { workspaceId });
}
