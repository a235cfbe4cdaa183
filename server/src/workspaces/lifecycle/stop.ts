import { defineWorkflow, FatalStepError, type Workflow } from '../../workflows/workflow.ts';
import { stop, type WorkspaceInput } from '../model/workflows.ts';
import { startStopped } from '../store/power.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { failPower } from './powerFailure.ts';

const RETRIES = { retries: 3, backoffMs: 500 };

/**
 * Stops a desktop: STOPPING to STOPPED. It is frozen: it uses no CPU, and its programs go on where they were when it
 * is started again, for as long as the host runs.
 */
export function stopWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    stop,
    async (run) => {
      const { workspaceId } = run.input;
      await run.step('freeze', () => freeze(deps, workspaceId), RETRIES);
      await run.transaction('stopped', async (database) => {
        const row = await lockWorkspace(database, workspaceId);
        if (row?.state !== 'STOPPING') return;
        const at = deps.clock.now();
        await changeState(database, workspaceId, 'stopped', { at });
        // Its mode was changed on the way: one that is always on does not stay stopped.
        if (row.running_mode === 'ALWAYS_ON') await startStopped(database, deps.queue, workspaceId, at);
      });
    },
    (database, failure, { workspaceId }) =>
      failPower(deps, database, failure, {
        ...{ workspaceId, during: 'STOPPING', code: 'StopFailed', what: 'be stopped' },
      }),
  );
}

/** One that is off already, as after a restart of the host, stays off. */
async function freeze({ engine }: LifecycleDeps, workspaceId: string): Promise<void> {
  const instance = await engine.instance(workspaceId);
  if (!instance) throw new FatalStepError('it has no desktop');
  if (instance.status !== 'Stopped') await engine.freeze(workspaceId);
}
