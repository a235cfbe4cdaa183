import { type Database, inTransaction } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { ofPlace } from '../model/place.ts';
import type { GuardedOperation } from '../model/stateGraph.ts';
import { stateProblem } from '../requests/problems.ts';
import { lockWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { Deps } from './deps.ts';
import { refuseProblem } from './errors.ts';
import { type FailedRequest, failedRequest } from './failedRequests.ts';

/** One WorkSpace of a batch operation's request. */
interface Item {
  WorkspaceId?: string | undefined;
}

/** Does `work` for each WorkSpace of the caller's, in a transaction of its own, and reports those that failed. */
export async function eachWorkspace(
  context: RequestContext,
  deps: Pick<Deps, 'database'>,
  items: readonly Item[] | undefined,
  work: (transaction: Database, row: WorkspaceRow) => Promise<void>,
): Promise<{ FailedRequests: (FailedRequest & { WorkspaceId: string })[] }> {
  const FailedRequests = [];
  for (const { WorkspaceId: workspaceId = '' } of items ?? []) {
    try {
      await inTransaction(deps.database, async (transaction) =>
        work(transaction, await lockOwn(transaction, context, workspaceId)),
      );
    } catch (error) {
      FailedRequests.push({ WorkspaceId: workspaceId, ...failedRequest(context, error) });
    }
  }
  return { FailedRequests };
}

async function lockOwn(
  transaction: Database,
  context: RequestContext,
  workspaceId: string,
): Promise<WorkspaceRow> {
  const row = ofPlace(await lockWorkspace(transaction, workspaceId), context);
  if (!row) {
    throw new ApiError('ResourceNotFound.Workspace', `The WorkSpace ${workspaceId} could not be found.`);
  }
  return row;
}

/** @param done what the operation does, such as `stopped` */
export function requireState(row: WorkspaceRow, operation: GuardedOperation, done: string): void {
  refuseProblem(stateProblem(row, operation, done));
}
