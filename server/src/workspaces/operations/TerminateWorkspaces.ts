import { type Database, inTransaction } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { operationAllowed } from '../model/stateGraph.ts';
import { terminate } from '../model/workflows.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { Deps, WorkspacesOperation } from './deps.ts';
import { invalidState } from './errors.ts';
import { failedRequest } from './failedRequests.ts';

/** Deletes WorkSpaces with all that is on them, each on its own; one that is being provisioned as well. */
export const TerminateWorkspaces: WorkspacesOperation<'TerminateWorkspaces'> = async (
  context,
  input,
  deps,
) => {
  const FailedRequests = [];
  for (const { WorkspaceId: workspaceId = '' } of input.TerminateWorkspaceRequests ?? []) {
    try {
      await inTransaction(deps.database, (transaction) =>
        terminateOne(transaction, context, deps, workspaceId),
      );
    } catch (error) {
      FailedRequests.push({ WorkspaceId: workspaceId, ...failedRequest(context, error) });
    }
  }
  return { FailedRequests };
};

async function terminateOne(
  transaction: Database,
  context: RequestContext,
  deps: Deps,
  workspaceId: string,
): Promise<void> {
  const row = await lockWorkspace(transaction, workspaceId);
  if (!row || row.account_id !== context.accountId || row.region !== context.region) {
    throw new ApiError('ResourceNotFound.Workspace', `The WorkSpace ${workspaceId} could not be found.`);
  }
  if (row.state === 'TERMINATING') return;
  if (!operationAllowed('TerminateWorkspaces', row.state)) {
    throw invalidState(`The WorkSpace ${workspaceId} is ${row.state} and cannot be terminated.`);
  }
  await changeState(transaction, workspaceId, 'terminate', { error_code: null, error_message: null });
  // What is under way is undone first; the new run of the same key waits for that.
  await deps.queue.cancel(transaction, workspaceId);
  await deps.queue.enqueue(transaction, terminate, workspaceId, { workspaceId });
}
