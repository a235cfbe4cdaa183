import { requestReboot } from '../requests/reboot.ts';
import { eachWorkspace } from './batch.ts';
import type { WorkspacesOperation } from './deps.ts';
import { refuseProblem } from './errors.ts';

/** Restarts the operating systems of WorkSpaces, each on its own; one that is restarting already begins anew. */
export const RebootWorkspaces: WorkspacesOperation<'RebootWorkspaces'> = (context, input, deps) =>
  eachWorkspace(context, deps, input.RebootWorkspaceRequests, async (transaction, row) => {
    refuseProblem(await requestReboot(transaction, deps.queue, row, context.clock.now()));
  });
