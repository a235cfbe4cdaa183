import { startStopped } from '../store/power.ts';
import { eachWorkspace, requireState } from './batch.ts';
import type { WorkspacesOperation } from './deps.ts';
import { requireStoppable } from './runningMode.ts';

/** Starts stopped WorkSpaces, each on its own: with the programs that ran when they were stopped. */
export const StartWorkspaces: WorkspacesOperation<'StartWorkspaces'> = (context, input, deps) =>
  eachWorkspace(context, deps, input.StartWorkspaceRequests, async (transaction, row) => {
    requireStoppable(row, 'started');
    requireState(row, 'StartWorkspaces', 'started');
    await startStopped(transaction, deps.queue, row.workspace_id, context.clock.now());
  });
