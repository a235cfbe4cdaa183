import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { operationAllowed } from '../model/stateGraph.ts';
import { userProblem } from '../model/userProblem.ts';
import { rebuild } from '../model/workflows.ts';
import { changeState, findWorkspace } from '../store/workspaces.ts';
import { eachWorkspace, requireState } from './batch.ts';
import type { Deps, WorkspacesOperation } from './deps.ts';
import { canUserSignIn } from './userCheck.ts';

/** Where no worker says in this time what the directory knows of the user, the rebuilding finds it out. */
const PATIENCE_MS = 5000;

/** @param patienceMs how long to wait for a worker that asks the directory about the user */
export function rebuildWorkspaces(patienceMs: number): WorkspacesOperation<'RebuildWorkspaces'> {
  return async (context, input, deps) => {
    const refused = new Set<string>();
    for (const { WorkspaceId: workspaceId = '' } of input.RebuildWorkspaceRequests ?? []) {
      if (!(await isCandidate(context, deps, workspaceId))) continue;
      if ((await canUserSignIn(deps, workspaceId, patienceMs)) === false) refused.add(workspaceId);
    }
    return eachWorkspace(context, deps, input.RebuildWorkspaceRequests, async (transaction, row) => {
      const workspaceId = row.workspace_id;
      requireState(row, 'RebuildWorkspaces', 'rebuilt');
      if (refused.has(workspaceId)) throw new ApiError(userProblem.code, userProblem.message);
      await changeState(transaction, workspaceId, 'rebuild', {
        at: context.clock.now(),
        return_state: row.state,
        error_code: null,
        error_message: null,
      });
      // A reboot that hangs, a recovery or a snapshot gives way: what it works on is about to be replaced.
      await deps.queue.cancel(transaction, workspaceId);
      await deps.queue.enqueue(transaction, rebuild, workspaceId, { workspaceId });
    });
  };
}

/**
 * Begins to make the desktop anew, with the newest image of its bundle and the user volume of the latest snapshot.
 * The WorkSpace of a user whom the directory does not have, or who is disabled, is not touched.
 */
export const RebuildWorkspaces = rebuildWorkspaces(PATIENCE_MS);

/** One that will be refused anyway need not wait for what the directory says. */
async function isCandidate(context: RequestContext, deps: Deps, workspaceId: string): Promise<boolean> {
  const row = await findWorkspace(deps.database, workspaceId);
  const isOwn = row?.account_id === context.accountId && row.region === context.region;
  return row !== undefined && isOwn && operationAllowed('RebuildWorkspaces', row.state);
}
