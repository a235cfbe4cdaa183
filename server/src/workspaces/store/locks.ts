import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

/**
 * Lets one transaction at a time count and add resources of an account in a Region, so that two together do not
 * exceed a quota. Held until the transaction ends.
 */
export async function lockQuotas(
  transaction: Database,
  place: { accountId: string; region: string },
): Promise<void> {
  const name = `workspaces.quotas/${place.accountId}/${place.region}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(transaction);
}
