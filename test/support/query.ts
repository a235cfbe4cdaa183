import { join } from 'node:path';
import pg from 'pg';
import { DATABASE_NAME, ROLE_NAME } from '../../server/src/database/embedded/cluster.ts';
import type { Installation } from './installation.ts';

/** Asks an installation's database, for what no interface can bring about. */
export async function query(
  { home }: Installation,
  text: string,
  values: readonly unknown[],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    host: join(home, 'database', 'run'),
    ...{ user: ROLE_NAME, database: DATABASE_NAME },
  });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
