import type { Logger } from '../base/log.ts';
import type { Database } from '../database/database.ts';
import { addressAllowed, ipRulesOf } from '../workspaces/index.ts';
import type { Arrival, Visit } from './model/client.ts';
import { refuse } from './refusal.ts';

/**
 * The first gate: the directory's IP access control groups.
 * @throws AccessProblem DeviceNotAuthorized where none of their rules names the client's address
 */
export async function ipGate(
  deps: { database: Database; log: Logger },
  visit: Arrival & Partial<Visit>,
): Promise<void> {
  const rules = await ipRulesOf(deps.database, visit.directoryId);
  if (addressAllowed(rules, visit.client.address)) return;
  throw refuse(deps.log, visit, {
    gate: 'ip',
    code: 'DeviceNotAuthorized',
    reason: 'no IP rule names the address',
  });
}
