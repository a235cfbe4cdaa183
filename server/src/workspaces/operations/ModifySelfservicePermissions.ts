import { inTransaction } from '../../database/database.ts';
import { updateRegistration } from '../store/registrations.ts';
import { selfServiceOf } from '../store/selfService.ts';
import type { WorkspacesOperation } from './deps.ts';
import { lockUsableRegistration } from './registrations.ts';
import { changedSelfService } from './selfService.ts';

/** Sets what users of a directory may do with their own WorkSpaces, at once. What is left out stays. */
export const ModifySelfservicePermissions: WorkspacesOperation<'ModifySelfservicePermissions'> = async (
  context,
  { ResourceId: directoryId = '', SelfservicePermissions: changes = {} },
  deps,
) =>
  inTransaction(deps.database, async (transaction) => {
    const row = await lockUsableRegistration(transaction, context, directoryId);
    const permissions = changedSelfService(selfServiceOf(row), changes);
    await updateRegistration(transaction, directoryId, {
      self_service_permissions: JSON.stringify(permissions),
    });
    return {};
  });
