import { inTransaction } from '../../database/database.ts';
import { operationAllowed } from '../model/stateGraph.ts';
import { restore } from '../model/workflows.ts';
import { latestSnapshot } from '../store/snapshots.ts';
import { changeState } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidState, notSupported } from './errors.ts';
import { lockOwnWorkspace } from './ownWorkspace.ts';

/** Begins to put both volumes back to the latest snapshot; what was written since is lost. */
export const RestoreWorkspace: WorkspacesOperation<'RestoreWorkspace'> = async (
  context,
  { WorkspaceId: workspaceId = '' },
  deps,
) => {
  await inTransaction(deps.database, async (transaction) => {
    const row = await lockOwnWorkspace(transaction, context, workspaceId);
    if (!operationAllowed('RestoreWorkspace', row.state)) {
      throw invalidState(`The WorkSpace ${workspaceId} is ${row.state} and cannot be restored.`);
    }
    if (!(await latestSnapshot(transaction, workspaceId))) {
      throw notSupported(`The WorkSpace ${workspaceId} has no snapshot yet that it could be restored from.`);
    }
    await changeState(transaction, workspaceId, 'restore', {
      at: context.clock.now(),
      error_code: null,
      error_message: null,
    });
    // A recovery or a snapshot that is under way gives way: what it works on is about to be replaced.
    await deps.queue.cancel(transaction, workspaceId);
    await deps.queue.enqueue(transaction, restore, workspaceId, { workspaceId });
  });
  return {};
};
