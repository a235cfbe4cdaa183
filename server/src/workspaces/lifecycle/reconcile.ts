import { inTransaction } from '../../database/database.ts';
import type { Instance } from '../../engine/engine.ts';
import { recover } from '../model/workflows.ts';
import { beginRecovery, type WorkspaceRow, workspacesInStates } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { desktopLabels } from './labels.ts';

/** In these a desktop is meant to run, and no run about it is under way. */
const RUNNING_STATES = ['AVAILABLE', 'IMPAIRED', 'UNHEALTHY'] as const;

/**
 * Compares the desktops that should run with those that do, and has the others brought back: at a worker's start,
 * now and then, and whenever the engine says that an instance started or stopped.
 * @returns the WorkSpaces whose recovery it asked for
 */
export async function ensureDesktopsRunning(deps: LifecycleDeps): Promise<string[]> {
  const rows = await workspacesInStates(deps.database, RUNNING_STATES);
  const instances = new Map(
    (await deps.engine.instances(desktopLabels(deps))).map((instance) => [instance.name, instance]),
  );
  const asked: string[] = [];
  for (const row of rows) {
    if (await isAsItShouldBe(deps, row, instances.get(row.workspace_id))) continue;
    if (await askForRecovery(deps, row.workspace_id)) asked.push(row.workspace_id);
  }
  return asked;
}

async function isAsItShouldBe(
  deps: LifecycleDeps,
  row: WorkspaceRow,
  instance: Instance | undefined,
): Promise<boolean> {
  // One that runs and does not answer is left alone: HealthMonitor says so, and whether to reboot is for people.
  if (instance?.status !== 'Running') return false;
  // After a start the instance has another init, and a network card that nobody has connected.
  return (await deps.engine.processId(row.workspace_id)) === row.attached_pid;
}

/** @returns false where it is under way already, or no desktop is meant to run */
export function askForRecovery(
  deps: Pick<LifecycleDeps, 'database' | 'queue' | 'log'>,
  workspaceId: string,
): Promise<boolean> {
  return inTransaction(deps.database, async (transaction) => {
    if (!(await beginRecovery(transaction, workspaceId, RUNNING_STATES))) return false;
    await deps.queue.enqueue(transaction, recover, workspaceId, { workspaceId });
    deps.log.warn({ workspaceId }, 'the desktop does not run as it should; bringing it back');
    return true;
  });
}
