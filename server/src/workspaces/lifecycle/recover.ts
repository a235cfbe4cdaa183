import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { nextState } from '../model/stateGraph.ts';
import { recover, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, lockWorkspace, updateWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { ensureInstance } from './lostInstance.ts';
import { awaitHealth, startSession } from './session.ts';

const RETRIES = { retries: 2, backoffMs: 1000 };

/**
 * Brings a desktop back that stopped or lost its network without anybody's wish: after a restart of the host or the
 * engine, or of the desktop from inside. One that does not come back is UNHEALTHY until it does.
 */
export function recoverWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    recover,
    async (run) => {
      const { workspaceId } = run.input;
      await run.step('instance', ({ signal }) => ensureInstance(deps, workspaceId, signal), RETRIES);
      await run.step('session', ({ signal }) => startSession(deps, workspaceId, signal), RETRIES);
      await run.step('health', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 0 });
      await run.transaction('recovered', async (database) => {
        const row = await lockWorkspace(database, workspaceId);
        if (row && nextState(row.state, 'healthRegained')) {
          await changeState(database, workspaceId, 'healthRegained', {
            at: deps.clock.now(),
            error_code: null,
            error_message: null,
          });
        }
        await updateWorkspace(database, workspaceId, { recovering: false, started_at: deps.clock.now() });
      });
    },
    async (database, failure, { workspaceId }) => {
      const row = await lockWorkspace(database, workspaceId);
      await updateWorkspace(database, workspaceId, { recovering: false });
      if (!row || !nextState(row.state, 'healthLost')) return;
      await changeState(database, workspaceId, 'healthLost', {
        at: deps.clock.now(),
        error_code: 'UnhealthyWorkspace',
        error_message: failure.message,
      });
    },
  );
}
