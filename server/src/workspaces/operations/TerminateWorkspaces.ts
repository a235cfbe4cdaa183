import { terminate } from '../model/workflows.ts';
import { changeState } from '../store/workspaces.ts';
import { eachWorkspace, requireState } from './batch.ts';
import type { WorkspacesOperation } from './deps.ts';

/** Deletes WorkSpaces with all that is on them, each on its own; one that is being provisioned as well. */
export const TerminateWorkspaces: WorkspacesOperation<'TerminateWorkspaces'> = (context, input, deps) =>
  eachWorkspace(context, deps, input.TerminateWorkspaceRequests, async (transaction, row) => {
    const workspaceId = row.workspace_id;
    if (row.state === 'TERMINATING') return;
    requireState(row, 'TerminateWorkspaces', 'terminated');
    await changeState(transaction, workspaceId, 'terminate', {
      at: context.clock.now(),
      error_code: null,
      error_message: null,
    });
    // What is under way is undone first; the new run of the same key waits for that.
    await deps.queue.cancel(transaction, workspaceId);
    await deps.queue.enqueue(transaction, terminate, workspaceId, { workspaceId });
  });
