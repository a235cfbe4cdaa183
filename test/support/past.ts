import { join } from 'node:path';
import pg from 'pg';
import { DATABASE_NAME, ROLE_NAME } from '../../server/src/database/embedded/cluster.ts';
import type { Installation } from './installation.ts';

/**
 * Moves everything that the rules of modifications count from 31 days into the past: the clock of a real
 * installation cannot be moved, but what it is compared with can.
 */
export async function moveIntoPast({ home }: Installation, workspaceId: string): Promise<void> {
  const client = new pg.Client({
    host: join(home, 'database', 'run'),
    ...{ user: ROLE_NAME, database: DATABASE_NAME },
  });
  await client.connect();
  try {
    await client.query(
      `update workspaces.workspace set
        created_at = created_at - interval '31 days',
        volumes_changed_at = volumes_changed_at - interval '31 days',
        compute_enlarged_at = compute_enlarged_at - interval '31 days',
        compute_reduced_at = compute_reduced_at - interval '31 days'
      where workspace_id = $1`,
      [workspaceId],
    );
  } finally {
    await client.end();
  }
}
