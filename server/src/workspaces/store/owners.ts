import type { Database } from '../../database/database.ts';
import { own } from '../tables.ts';

/** Whether there is a custom image of that id, in whatever state. */
export async function imageExists(database: Database, imageId: string): Promise<boolean> {
  const row = await own(database)
    .selectFrom('workspaces.image')
    .select('image_id')
    .where('image_id', '=', imageId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether there is a snapshot of that id. */
export async function snapshotExists(database: Database, snapshotId: string): Promise<boolean> {
  const row = await own(database)
    .selectFrom('workspaces.snapshot')
    .select('snapshot_id')
    .where('snapshot_id', '=', snapshotId)
    .executeTakeFirst();
  return row !== undefined;
}
