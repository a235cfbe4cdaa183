import type { Database } from '../../database/database.ts';
import type { SnapshotFacts } from '../model/snapshots.ts';
import { own } from '../tables.ts';

/** A copy of both volumes of a WorkSpace, which is whole. */
export interface Snapshot {
  snapshotId: string;
  takenAt: Date;
}

/** The WorkSpace's snapshots, the latest first. */
export function listSnapshots(database: Database, workspaceId: string): Promise<Snapshot[]> {
  return own(database)
    .selectFrom('workspaces.snapshot')
    .select(['snapshot_id as snapshotId', 'taken_at as takenAt'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('taken_at', 'desc')
    .orderBy('snapshot_id')
    .execute();
}

export async function latestSnapshot(database: Database, workspaceId: string): Promise<Snapshot | undefined> {
  const [latest] = await listSnapshots(database, workspaceId);
  return latest;
}

export async function insertSnapshot(
  transaction: Database,
  workspaceId: string,
  { snapshotId, takenAt }: Snapshot,
): Promise<void> {
  await own(transaction)
    .insertInto('workspaces.snapshot')
    .values({ snapshot_id: snapshotId, workspace_id: workspaceId, taken_at: takenAt })
    .execute();
}

export async function deleteSnapshot(transaction: Database, snapshotId: string): Promise<void> {
  await own(transaction).deleteFrom('workspaces.snapshot').where('snapshot_id', '=', snapshotId).execute();
}

/** What decides about the next snapshot of every WorkSpace, or of one. */
export async function snapshotFacts(
  database: Database,
  workspaceId?: string,
): Promise<(SnapshotFacts & { workspaceId: string })[]> {
  const rows = await own(database)
    .selectFrom('workspaces.workspace as w')
    .select(['w.workspace_id', 'w.state', 'w.recovering'])
    .select((expression) => [
      expression
        .selectFrom('workspaces.snapshot as s')
        .select(({ fn }) => fn.max('s.taken_at').as('latest'))
        .whereRef('s.workspace_id', '=', 'w.workspace_id')
        .as('latest'),
      expression
        .selectFrom('workspaces.usage as u')
        .select(({ fn }) => fn.max('u.ended_at').as('until'))
        .whereRef('u.workspace_id', '=', 'w.workspace_id')
        .as('until'),
    ])
    .$if(workspaceId !== undefined, (query) => query.where('w.workspace_id', '=', workspaceId ?? ''))
    .orderBy('w.workspace_id')
    .execute();
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    state: row.state,
    recovering: row.recovering,
    latestTakenAt: row.latest ?? undefined,
    ranUntil: row.until ?? undefined,
  }));
}
