import { inTransaction } from '../../database/database.ts';
import { ApiError, type Operation } from '../../wire/operation.ts';
import type { IamSdk } from '../service.ts';
import { detachPolicy, lockRole } from '../store.ts';
import { noSuchRole } from './errors.ts';
import type { Deps } from './index.ts';

export const DetachRolePolicy: Operation<IamSdk, 'DetachRolePolicy', Deps> = (
  { accountId },
  { RoleName = '', PolicyArn = '' },
  { database },
) =>
  inTransaction(database, async (transaction) => {
    const role = await lockRole(transaction, accountId, RoleName);
    if (!role) throw noSuchRole(RoleName);
    if (!(await detachPolicy(transaction, role.id, PolicyArn))) {
      throw new ApiError('NoSuchEntityException', `Policy ${PolicyArn} was not found.`);
    }
    return {};
  });
