import { terminate } from '../model/workflows.ts';
import { changeState } from '../store/workspaces.ts';
import { eachWorkspace, requireState } from './batch.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidState } from './errors.ts';

/**
 * Deletes WorkSpaces with all that is on them, each on its own; one that is being provisioned as well, but not one
 * that is to take another's place: that would leave the user without either.
 */
export const TerminateWorkspaces: WorkspacesOperation<'TerminateWorkspaces'> = (context, input, deps) =>
  eachWorkspace(context, deps, input.TerminateWorkspaceRequests, async (transaction, row) => {
    const workspaceId = row.workspace_id;
    if (row.state === 'TERMINATING') return;
    requireState(row, 'TerminateWorkspaces', 'terminated');
    if (row.migrated_from !== null) {
      throw invalidState(
        `The WorkSpace ${workspaceId} takes the place of ${row.migrated_from}, whose migration has not ended: it cannot be terminated before.`,
      );
    }
    await changeState(transaction, workspaceId, 'terminate', {
      at: context.clock.now(),
      error_code: null,
      error_message: null,
    });
    // What is under way is undone first; the new run of the same key waits for that.
    await deps.queue.cancel(transaction, workspaceId);
    await deps.queue.enqueue(transaction, terminate, workspaceId, { workspaceId });
  });
