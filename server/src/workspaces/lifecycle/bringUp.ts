import type { WorkflowContext } from '../../workflows/workflow.ts';
import type { WorkspaceInput } from '../model/workflows.ts';
import type { LifecycleDeps } from './deps.ts';
import { createInstance, joinDomain } from './instance.ts';
import { removeInstance } from './removal.ts';
import { awaitHealth, startSession } from './session.ts';
import type { DesktopUser } from './user.ts';

const ENGINE_TIMEOUT_MS = 300_000;
const RETRIES = { retries: 4, backoffMs: 250 };

/**
 * The steps that make a running desktop of volumes, addresses and a machine account that are there: an instance around
 * the volumes, what makes it the user's in the domain, the start, and the wait until its display answers. Undone, the
 * instance is gone.
 * @param workspaceId whose desktop; a migration's run is about two
 */
export async function bringUp(
  run: WorkflowContext<WorkspaceInput>,
  deps: LifecycleDeps,
  workspaceId: string,
  user: DesktopUser,
): Promise<void> {
  await run.step('instance', (attempt) => createInstance(deps, workspaceId, attempt), {
    ...RETRIES,
    timeoutMs: ENGINE_TIMEOUT_MS,
    undo: () => removeInstance(deps, workspaceId),
  });
  await run.step('domain-join', () => joinDomain(deps, workspaceId, user), RETRIES);
  await run.step('session', ({ signal }) => startSession(deps, workspaceId, signal), {
    ...RETRIES,
    timeoutMs: ENGINE_TIMEOUT_MS,
  });
  await run.step('health', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 1 });
}
