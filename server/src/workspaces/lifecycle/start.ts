import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { DISPLAY_PORT } from '../model/display.ts';
import { start, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { displayProblem } from './display.ts';
import { ensureInstance } from './lostInstance.ts';
import { failPower } from './powerFailure.ts';
import { workspaceRow } from './row.ts';
import { awaitHealth, startSession } from './session.ts';

const ENGINE_TIMEOUT_MS = 300_000;
const RETRIES = { retries: 3, backoffMs: 500 };

/**
 * Starts a stopped desktop: STARTING to AVAILABLE. A frozen one goes on with the programs that it has; one that is
 * off, as after a restart of the host, starts anew.
 */
export function startWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    start,
    async (run) => {
      const { workspaceId } = run.input;
      await run.step('instance', ({ signal }) => ensureInstance(deps, workspaceId, signal), {
        ...RETRIES,
        timeoutMs: ENGINE_TIMEOUT_MS,
      });
      await run.step('session', ({ signal }) => resumeOrStart(deps, workspaceId, signal), {
        ...RETRIES,
        timeoutMs: ENGINE_TIMEOUT_MS,
      });
      await run.step('health', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 1 });
      await run.transaction('started', async (database) => {
        const row = await lockWorkspace(database, workspaceId);
        if (row?.state !== 'STARTING') return;
        await changeState(database, workspaceId, 'started', { at: deps.clock.now() });
      });
    },
    (database, failure, { workspaceId }) =>
      failPower(deps, database, failure, {
        ...{ workspaceId, during: 'STARTING', code: 'StartFailed', what: 'be started' },
      }),
  );
}

async function resumeOrStart(deps: LifecycleDeps, workspaceId: string, signal: AbortSignal): Promise<void> {
  if (!(await resume(deps, workspaceId))) await startSession(deps, workspaceId, signal);
}

/**
 * Lets a frozen desktop go on that has kept its volumes and its network.
 * @returns whether its display answers; else it has to be started
 */
async function resume(deps: LifecycleDeps, workspaceId: string): Promise<boolean> {
  const { engine, database } = deps;
  const row = await workspaceRow(database, workspaceId);
  const instance = await engine.instance(workspaceId);
  if (instance?.status !== 'Frozen' || row.management_address === null) return false;
  if ((await engine.processId(workspaceId)) !== row.attached_pid) return false;
  await engine.thaw(workspaceId);
  // One whose processes were killed while they were frozen dies at this moment.
  return (await displayProblem(row.management_address, DISPLAY_PORT)) === undefined;
}
