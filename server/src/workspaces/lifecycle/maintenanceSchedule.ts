import { type Database, inTransaction } from '../../database/database.ts';
import { hasOpenRun } from '../../workflows/history.ts';
import { isMaintenanceDue, type MaintenanceFacts } from '../model/maintenance.ts';
import {
  beginMaintenance,
  countInMaintenance,
  lockMaintenanceFacts,
  maintenanceFacts,
} from '../store/maintenance.ts';
import type { LifecycleDeps } from './deps.ts';

/** So many desktops are maintained at a time: each starts, unpacks and compiles as it likes. */
const CONCURRENT_MAX = 4;

type ScheduleDeps = Pick<LifecycleDeps, 'database' | 'queue' | 'clock' | 'log' | 'timeZone'>;

/**
 * Begins the maintenance that is due, a few WorkSpaces at a time.
 * @returns the WorkSpaces that went into MAINTENANCE
 */
export async function beginDueMaintenance(deps: ScheduleDeps): Promise<string[]> {
  const isDue = (facts: MaintenanceFacts) => isMaintenanceDue(facts, deps.timeZone, deps.clock.now());
  const due = (await maintenanceFacts(deps.database)).filter(isDue);
  if (due.length === 0) return [];
  let free = CONCURRENT_MAX - (await countInMaintenance(deps.database));
  const begun: string[] = [];
  for (const { workspaceId } of due) {
    if (free <= 0) break;
    if (!(await beginIf(deps, workspaceId, isDue))) continue;
    begun.push(workspaceId);
    free--;
  }
  return begun;
}

/** Looks again with the row locked: meanwhile its user may have come, or something else has begun. */
function beginIf(
  deps: ScheduleDeps,
  workspaceId: string,
  isDue: (facts: MaintenanceFacts) => boolean,
): Promise<boolean> {
  return inTransaction(deps.database, async (transaction: Database) => {
    const facts = await lockMaintenanceFacts(transaction, workspaceId);
    if (!facts || !isDue(facts) || (await hasOpenRun(transaction, workspaceId))) return false;
    await beginMaintenance(transaction, deps.queue, facts, deps.clock.now());
    deps.log.info({ workspaceId }, 'its maintenance is due');
    return true;
  });
}

/** Why a WorkSpace is not maintained now. */
export type MaintenanceRefusal = 'missing' | 'state' | 'connected';

/**
 * Begins the maintenance of a WorkSpace because somebody asks for it, due or not.
 * @param interrupt also where a user is connected
 * @returns the run's id, or why not
 */
export function requestMaintenance(
  deps: Pick<ScheduleDeps, 'database' | 'queue' | 'clock'>,
  workspaceId: string,
  { interrupt }: { interrupt: boolean },
): Promise<{ runId: string } | { refusal: MaintenanceRefusal }> {
  return inTransaction(deps.database, async (transaction: Database) => {
    const facts = await lockMaintenanceFacts(transaction, workspaceId);
    if (!facts) return { refusal: 'missing' as const };
    if (!['AVAILABLE', 'STOPPED'].includes(facts.state) || facts.isBeingModified) {
      return { refusal: 'state' as const };
    }
    if (facts.isConnected && !interrupt) return { refusal: 'connected' as const };
    return { runId: await beginMaintenance(transaction, deps.queue, facts, deps.clock.now()) };
  });
}
