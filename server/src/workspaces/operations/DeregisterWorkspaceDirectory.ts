import { inTransaction } from '../../database/database.ts';
import { beginRelease } from '../../directories/index.ts';
import { REGISTRATION_HOLDER } from '../model/registrationHold.ts';
import { deregisterDirectory } from '../model/workflows.ts';
import { disassociate } from '../store/ipGroups.ts';
import { updateRegistration } from '../store/registrations.ts';
import { countByState } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidState } from './errors.ts';
import { lockOwnRegistration } from './registrations.ts';

/**
 * Ends a directory's registration, and its IP group associations with it. WorkSpaces that are being terminated are
 * waited for; others stand in the way.
 */
export const DeregisterWorkspaceDirectory: WorkspacesOperation<'DeregisterWorkspaceDirectory'> = (
  context,
  input,
  deps,
) =>
  inTransaction(deps.database, async (transaction) => {
    const directoryId = input.DirectoryId ?? '';
    const { state } = await lockOwnRegistration(transaction, context, directoryId);
    if (state !== 'REGISTERED' && state !== 'ERROR') {
      throw invalidState(`The directory ${directoryId} is ${state}.`);
    }
    const left = [...(await countByState(transaction, directoryId))]
      .filter(([workspaceState]) => workspaceState !== 'TERMINATING')
      .reduce((sum, [, count]) => sum + count, 0);
    if (left > 0) {
      throw invalidState(`The directory ${directoryId} has ${left} WorkSpaces: terminate them first.`);
    }
    await disassociate(transaction, directoryId);
    await updateRegistration(transaction, directoryId, { state: 'DEREGISTERING', error_message: null });
    await deps.queue.enqueue(transaction, deregisterDirectory, directoryId, { directoryId });
    await beginRelease(transaction, directoryId, REGISTRATION_HOLDER);
    return {};
  });
