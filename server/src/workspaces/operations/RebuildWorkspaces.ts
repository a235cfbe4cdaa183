import type { RequestContext } from '../../wire/operation.ts';
import { ofPlace } from '../model/place.ts';
import { operationAllowed } from '../model/stateGraph.ts';
import { userProblem } from '../model/userProblem.ts';
import { stateProblem } from '../requests/problems.ts';
import { requestRebuild } from '../requests/rebuild.ts';
import { findWorkspace } from '../store/workspaces.ts';
import { eachWorkspace } from './batch.ts';
import type { Deps, WorkspacesOperation } from './deps.ts';
import { refuseProblem } from './errors.ts';
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
      if (refused.has(row.workspace_id)) {
        refuseProblem(stateProblem(row, 'RebuildWorkspaces', 'rebuilt') ?? userProblem);
      }
      refuseProblem(await requestRebuild(transaction, deps.queue, row, context.clock.now()));
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
  const row = ofPlace(await findWorkspace(deps.database, workspaceId), context);
  return row !== undefined && operationAllowed('RebuildWorkspaces', row.state);
}
