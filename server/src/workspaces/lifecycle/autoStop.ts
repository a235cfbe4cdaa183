import { inTransaction } from '../../database/database.ts';
import { isToStop } from '../model/autoStop.ts';
import { stopRunning } from '../store/power.ts';
import { lockWorkspace, type WorkspaceRow, workspacesInStates } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';

type AutoStopDeps = Pick<LifecycleDeps, 'database' | 'queue' | 'clock' | 'log'>;

/**
 * Stops the AUTO_STOP WorkSpaces to which no client has been connected for their timeout.
 * @returns the WorkSpaces that it stopped
 */
export async function stopIdleDesktops(deps: AutoStopDeps): Promise<string[]> {
  const now = deps.clock.now();
  const rows = await workspacesInStates(deps.database, ['AVAILABLE']);
  const stopped: string[] = [];
  for (const { workspace_id: workspaceId } of rows.filter((row) => isIdle(row, now))) {
    if (await stopIfIdle(deps, workspaceId, now)) stopped.push(workspaceId);
  }
  return stopped;
}

/** Looks again with the row locked: meanwhile its user may have come. */
function stopIfIdle(deps: AutoStopDeps, workspaceId: string, now: Date): Promise<boolean> {
  return inTransaction(deps.database, async (transaction) => {
    const row = await lockWorkspace(transaction, workspaceId);
    if (!row || !isIdle(row, now)) return false;
    await stopRunning(transaction, deps.queue, workspaceId, now);
    deps.log.info({ workspaceId }, 'nobody has been connected for the AutoStop time; stopping');
    return true;
  });
}

function isIdle(row: WorkspaceRow, now: Date): boolean {
  return isToStop(
    {
      state: row.state,
      runningMode: row.running_mode,
      autoStopTimeoutMinutes: row.auto_stop_timeout_minutes,
      isConnected: row.connection_state === 'CONNECTED',
      isBeingModified: row.modified_resource !== null,
      idleSince: [row.started_at, row.available_at, row.last_user_connection_at],
    },
    now,
  );
}
