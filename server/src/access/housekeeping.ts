import type { Clock } from '../base/clock.ts';
import type { Database } from '../database/database.ts';
import { expireSessions } from './sessionLife.ts';
import { deleteUsedTickets, endLostConnections } from './store/connections.ts';
import { deleteSessions } from './store/sessions.ts';
import { deleteSigningKeys } from './store/signingKeys.ts';
import { KEY_VALIDITY_MS } from './tickets.ts';

/** Gateways report their connections this often. */
export const REPORT_INTERVAL_MS = 15_000;
/** A gateway that has not reported for so long is gone. */
const LOST_AFTER_MS = 4 * REPORT_INTERVAL_MS;
/** How long a redeemed ticket's row outlives it, by more than the difference of two gateways' clocks. */
const USED_TICKET_GRACE_MS = 3_600_000;
/** How long the records of sessions and connections are kept. */
const RECORDS_KEPT_MS = 90 * 86_400_000;

/** Ends and removes what time has ended. Any gateway may do it, at any time, as often as it likes. */
export async function keepHouse(database: Database, clock: Clock): Promise<void> {
  const now = clock.now();
  const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  await endLostConnections(database, ago(LOST_AFTER_MS));
  await expireSessions(database, now);
  await deleteUsedTickets(database, ago(USED_TICKET_GRACE_MS));
  await deleteSigningKeys(database, ago(KEY_VALIDITY_MS + USED_TICKET_GRACE_MS));
  await deleteSessions(database, ago(RECORDS_KEPT_MS));
}
