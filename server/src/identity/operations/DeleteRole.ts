import { inTransaction } from '../../database/database.ts';
import { ApiError, type Operation } from '../../wire/operation.ts';
import type { IamSdk } from '../service.ts';
import { attachedPolicies, deleteRole, lockRole } from '../store.ts';
import { noSuchRole } from './errors.ts';
import type { Deps } from './index.ts';

export const DeleteRole: Operation<IamSdk, 'DeleteRole', Deps> = (
  { accountId },
  { RoleName = '' },
  { database },
) =>
  inTransaction(database, async (transaction) => {
    const role = await lockRole(transaction, accountId, RoleName);
    if (!role) throw noSuchRole(RoleName);
    const policies = await attachedPolicies(transaction, role.id);
    if (policies.length > 0) {
      throw new ApiError('DeleteConflictException', 'Cannot delete entity, must detach all policies first.');
    }
    await deleteRole(transaction, role.id);
    return {};
  });
