import type { Database } from '../../database/database.ts';
import { defineWorkflow, type RunFailure, type Workflow } from '../../workflows/workflow.ts';
import type { UpdateReport } from '../model/updates.ts';
import { maintain, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { awaitHealth, shutDown, startSession } from './session.ts';
import { installUpdates } from './updates.ts';

const ENGINE_TIMEOUT_MS = 300_000;
const RETRIES = { retries: 3, backoffMs: 500 };
const SESSION = { ...RETRIES, timeoutMs: ENGINE_TIMEOUT_MS };

/**
 * Maintains a WorkSpace: MAINTENANCE back to AVAILABLE or STOPPED, whichever it was. One that was stopped is started
 * for it, with the programs that it has. It is restarted only where an update asks for that. A desktop that does not
 * come back is UNHEALTHY: it is looked after as others are that fell silent.
 * @returns how the updates went; null where the WorkSpace was not to be maintained any more
 */
export function maintainWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput, UpdateReport | null> {
  return defineWorkflow(
    maintain,
    async (run) => {
      const { workspaceId } = run.input;
      const from = await run.transaction('begin', (database) => stateBefore(database, workspaceId));
      if (from === null) return null;
      await run.step('session', ({ signal }) => startSession(deps, workspaceId, signal), SESSION);
      await run.step('awake', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 1 });
      const report = await run.step(
        'updates',
        ({ signal }) => installUpdates(deps, workspaceId, signal),
        RETRIES,
      );
      if (report.rebootRequired) {
        await run.step('shutdown', () => shutDown(deps, workspaceId), SESSION);
        await run.step('restart', ({ signal }) => startSession(deps, workspaceId, signal), SESSION);
        await run.step('health', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 1 });
      }
      if (from === 'STOPPED') await run.step('freeze', () => deps.engine.freeze(workspaceId), RETRIES);
      await run.transaction('maintained', async (database) => {
        const row = await lockWorkspace(database, workspaceId);
        if (row?.state !== 'MAINTENANCE') return;
        const at = deps.clock.now();
        const change = from === 'STOPPED' ? 'maintainedStopped' : 'maintained';
        await changeState(database, workspaceId, change, { at, maintained_at: at, return_state: null });
      });
      return report;
    },
    (database, failure, { workspaceId }) => giveUp(deps, database, failure, workspaceId),
  );
}

/** What it goes back to; null where it is not in maintenance, as one that is being terminated. */
async function stateBefore(database: Database, workspaceId: string): Promise<'AVAILABLE' | 'STOPPED' | null> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'MAINTENANCE') return null;
  return row.return_state === 'STOPPED' ? 'STOPPED' : 'AVAILABLE';
}

/** It counts as maintained: the next night would not go better, and would take the desktop away once more. */
async function giveUp(
  { clock }: LifecycleDeps,
  database: Database,
  failure: RunFailure,
  workspaceId: string,
): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'MAINTENANCE') return;
  const at = clock.now();
  await changeState(database, workspaceId, 'maintenanceFailed', {
    ...{ at, maintained_at: at, return_state: null },
    error_code: 'UnhealthyWorkspace.Maintenance',
    error_message: `The desktop did not come back from its maintenance: ${failure.message}`,
  });
}
