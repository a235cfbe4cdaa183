import { defineWorkflow, FatalStepError, type Workflow } from '../../workflows/workflow.ts';
import { reboot, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { failPower } from './powerFailure.ts';
import { awaitHealth, shutDown, startSession } from './session.ts';

const ENGINE_TIMEOUT_MS = 300_000;
const RETRIES = { retries: 3, backoffMs: 500 };

/** Restarts a desktop's operating system: REBOOTING to AVAILABLE. What was not saved is gone. */
export function rebootWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    reboot,
    async (run) => {
      const { workspaceId } = run.input;
      await run.step('shutdown', () => shutDownExisting(deps, workspaceId), {
        ...RETRIES,
        timeoutMs: ENGINE_TIMEOUT_MS,
      });
      await run.step('session', ({ signal }) => startSession(deps, workspaceId, signal), {
        ...RETRIES,
        timeoutMs: ENGINE_TIMEOUT_MS,
      });
      await run.step('health', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 1 });
      await run.transaction('rebooted', async (database) => {
        const row = await lockWorkspace(database, workspaceId);
        if (row?.state !== 'REBOOTING') return;
        await changeState(database, workspaceId, 'rebooted', { at: deps.clock.now() });
      });
    },
    (database, failure, { workspaceId }) =>
      failPower(deps, database, failure, {
        ...{ workspaceId, during: 'REBOOTING', code: 'RebootFailed', what: 'be rebooted' },
      }),
  );
}

async function shutDownExisting(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  if (!(await deps.engine.instance(workspaceId))) throw new FatalStepError('it has no desktop');
  await shutDown(deps, workspaceId);
}
