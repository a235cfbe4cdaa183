import { stopRunning } from '../store/power.ts';
import { eachWorkspace, requireState } from './batch.ts';
import type { WorkspacesOperation } from './deps.ts';
import { requireStoppable } from './runningMode.ts';

/** Stops WorkSpaces, each on its own, whoever is connected; their programs keep their state. */
export const StopWorkspaces: WorkspacesOperation<'StopWorkspaces'> = (context, input, deps) =>
  eachWorkspace(context, deps, input.StopWorkspaceRequests, async (transaction, row) => {
    requireStoppable(row, 'stopped');
    requireState(row, 'StopWorkspaces', 'stopped');
    await stopRunning(transaction, deps.queue, row.workspace_id, context.clock.now());
  });
