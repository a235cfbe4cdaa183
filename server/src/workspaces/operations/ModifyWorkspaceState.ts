import { inTransaction } from '../../database/database.ts';
import { operationAllowed, type StateChange } from '../model/stateGraph.ts';
import type { WorkspaceState } from '../model/states.ts';
import { changeState } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidState } from './errors.ts';
import { lockOwnWorkspace } from './ownWorkspace.ts';

/** How an administrator's wish is named in the state graph. */
const changes: Readonly<Partial<Record<WorkspaceState, StateChange>>> = {
  ADMIN_MAINTENANCE: 'beginAdminMaintenance',
  AVAILABLE: 'endAdminMaintenance',
};

/**
 * Keeps a WorkSpace from being rebooted, stopped, started, rebuilt and signed in to, or ends that; to the state that
 * it has already, this changes nothing.
 */
export const ModifyWorkspaceState: WorkspacesOperation<'ModifyWorkspaceState'> = (context, input, deps) => {
  const { WorkspaceId: workspaceId = '', WorkspaceState: wanted = 'AVAILABLE' } = input;
  return inTransaction(deps.database, async (transaction) => {
    const row = await lockOwnWorkspace(transaction, context, workspaceId);
    if (!operationAllowed('ModifyWorkspaceState', row.state)) {
      throw invalidState(`The WorkSpace ${workspaceId} is ${row.state}: its state cannot be modified.`);
    }
    const change = changes[wanted];
    if (row.state === wanted || change === undefined) return {};
    await changeState(transaction, workspaceId, change, { at: context.clock.now() });
    return {};
  });
};
