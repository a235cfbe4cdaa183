import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { checkUser, type WorkspaceInput } from '../model/workflows.ts';
import type { LifecycleDeps } from './deps.ts';
import { assignedUser } from './user.ts';

/** Its output says whether the directory has the WorkSpace's user, enabled: for processes with no way to it. */
export function checkUserWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(checkUser, (run) =>
    run.step('user', async () => (await assignedUser(deps, run.input.workspaceId)) !== null, { retries: 1 }),
  );
}
