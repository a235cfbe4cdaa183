import type { Database } from '../../database/database.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { Problem } from '../model/problem.ts';
import { reboot } from '../model/workflows.ts';
import { changeState, type WorkspaceRow } from '../store/workspaces.ts';
import { stateProblem } from './problems.ts';

/**
 * Begins to restart the operating system of a WorkSpace, whoever asks for it; one that is restarting already begins
 * anew.
 * @param row locked
 */
export async function requestReboot(
  transaction: Database,
  queue: WorkflowQueue,
  row: WorkspaceRow,
  at: Date,
): Promise<Problem | undefined> {
  const problem = stateProblem(row, 'RebootWorkspaces', 'rebooted');
  if (problem) return problem;
  const workspaceId = row.workspace_id;
  // "Reboot a WorkSpace in the REBOOTING state only if [it] has been stuck" (API reference): the stuck run ends.
  if (row.state === 'REBOOTING') await queue.cancel(transaction, workspaceId);
  await changeState(transaction, workspaceId, 'reboot', { at, error_code: null, error_message: null });
  await queue.enqueue(transaction, reboot, workspaceId, { workspaceId });
  return undefined;
}
