import type { Database } from '../../database/database.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { Problem } from '../model/problem.ts';
import { rebuild } from '../model/workflows.ts';
import { changeState, type WorkspaceRow } from '../store/workspaces.ts';
import { stateProblem } from './problems.ts';

/**
 * Begins to make a desktop anew, with the newest image of its bundle and the user volume of the latest snapshot,
 * whoever asks for it.
 * @param row locked
 */
export async function requestRebuild(
  transaction: Database,
  queue: WorkflowQueue,
  row: WorkspaceRow,
  at: Date,
): Promise<Problem | undefined> {
  const problem = stateProblem(row, 'RebuildWorkspaces', 'rebuilt');
  if (problem) return problem;
  const workspaceId = row.workspace_id;
  await changeState(transaction, workspaceId, 'rebuild', {
    at,
    return_state: row.state,
    error_code: null,
    error_message: null,
  });
  // A reboot that hangs, a recovery or a snapshot gives way: what it works on is about to be replaced.
  await queue.cancel(transaction, workspaceId);
  await queue.enqueue(transaction, rebuild, workspaceId, { workspaceId });
  return undefined;
}
