import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { terminate, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, deleteWorkspace } from '../store/workspaces.ts';
import { releaseAddresses } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { removeVolumes } from './desktopVolumes.ts';
import { deleteMachineAccount } from './machineAccount.ts';
import { removeInstance } from './removal.ts';

/** A termination is never given up: what it has not removed is still somebody's. */
const UNTIL_DONE = { retries: Number.MAX_SAFE_INTEGER, backoffMs: 500, backoffMsMax: 60_000 };

/** Removes everything that a WorkSpace has, however far it came, and then the WorkSpace. */
export function terminateWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(terminate, async (run) => {
    const { workspaceId } = run.input;
    await run.step('instance', () => removeInstance(deps, workspaceId), UNTIL_DONE);
    await run.step('volumes', () => removeVolumes(deps, workspaceId), UNTIL_DONE);
    await run.step('machine-account', () => deleteMachineAccount(deps, workspaceId), UNTIL_DONE);
    await run.transaction('terminated', async (database) => {
      await releaseAddresses(database, workspaceId);
      await changeState(database, workspaceId, 'terminated', { at: deps.clock.now() });
      await deleteWorkspace(database, workspaceId);
    });
  });
}
