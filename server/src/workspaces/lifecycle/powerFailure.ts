import type { Database } from '../../database/database.ts';
import type { RunFailure } from '../../workflows/workflow.ts';
import type { WorkspaceState } from '../model/states.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';

/**
 * Makes a WorkSpace ERROR whose run failed, with the reason; unless it is not in `during` any more, as one that is
 * being terminated meanwhile. A run that was cancelled leaves the state to whoever cancelled it.
 * @param what the operation, such as `be started`
 */
export async function failPower(
  deps: Pick<LifecycleDeps, 'clock'>,
  database: Database,
  failure: RunFailure,
  { workspaceId, during, code, what }: FailedPower,
): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== during || failure.cancelled) return;
  const place = failure.step === undefined ? '' : ` in the step ${failure.step}`;
  await changeState(database, workspaceId, 'failed', {
    at: deps.clock.now(),
    error_code: code,
    error_message: `The WorkSpace could not ${what}: it failed${place} (${failure.message}).`,
  });
}

interface FailedPower {
  workspaceId: string;
  during: WorkspaceState;
  code: string;
  what: string;
}
