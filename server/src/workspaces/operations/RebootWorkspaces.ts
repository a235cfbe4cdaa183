import { reboot } from '../model/workflows.ts';
import { changeState } from '../store/workspaces.ts';
import { eachWorkspace, requireState } from './batch.ts';
import type { WorkspacesOperation } from './deps.ts';

/** Restarts the operating systems of WorkSpaces, each on its own; one that is restarting already begins anew. */
export const RebootWorkspaces: WorkspacesOperation<'RebootWorkspaces'> = (context, input, deps) =>
  eachWorkspace(context, deps, input.RebootWorkspaceRequests, async (transaction, row) => {
    const workspaceId = row.workspace_id;
    requireState(row, 'RebootWorkspaces', 'rebooted');
    // "Reboot a WorkSpace in the REBOOTING state only if [it] has been stuck" (API reference): the stuck run ends.
    if (row.state === 'REBOOTING') await deps.queue.cancel(transaction, workspaceId);
    await changeState(transaction, workspaceId, 'reboot', {
      at: context.clock.now(),
      error_code: null,
      error_message: null,
    });
    await deps.queue.enqueue(transaction, reboot, workspaceId, { workspaceId });
  });
