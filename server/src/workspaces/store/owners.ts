import type { Database } from '../../database/database.ts';
import { own } from '../tables.ts';

/** Whether there is a snapshot of that id. */
export async function snapshotExists(database: Database, snapshotId: string): Promise<boolean> {
  const row = await own(database)
    .selectFrom('workspaces.snapshot')
    .select('snapshot_id')
    .where('snapshot_id', '=', snapshotId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether there is a WorkSpace with that computer name. */
export async function computerNameExists(database: Database, computerName: string): Promise<boolean> {
  const row = await own(database)
    .selectFrom('workspaces.workspace')
    .select('workspace_id')
    .where('computer_name', '=', computerName)
    .executeTakeFirst();
  return row !== undefined;
}

/** The custom images that can be used. */
export async function availableImages(database: Database): Promise<string[]> {
  const rows = await own(database)
    .selectFrom('workspaces.image')
    .select('image_id')
    .where('state', '=', 'AVAILABLE')
    .orderBy('image_id')
    .execute();
  return rows.map((row) => row.image_id);
}
