import { inTransaction } from '../../database/database.ts';
import { ApiError, type Operation } from '../../wire/operation.ts';
import { findManagedPolicy } from '../model/managed-policies.ts';
import type { IamSdk } from '../service.ts';
import { attachedPolicies, attachPolicy, lockRole } from '../store.ts';
import { noSuchRole } from './errors.ts';
import type { Deps } from './index.ts';

/** IAM's quota of managed policies per role. */
const POLICIES_MAX = 10;

export const AttachRolePolicy: Operation<IamSdk, 'AttachRolePolicy', Deps> = (
  { accountId },
  { RoleName = '', PolicyArn = '' },
  { database },
) =>
  inTransaction(database, async (transaction) => {
    const role = await lockRole(transaction, accountId, RoleName);
    if (!role) throw noSuchRole(RoleName);
    if (!findManagedPolicy(PolicyArn)) {
      const message = `Policy ${PolicyArn} does not exist or is not attachable.`;
      throw new ApiError('NoSuchEntityException', message);
    }
    const attached = await attachedPolicies(transaction, role.id);
    if (attached.length >= POLICIES_MAX && !attached.includes(PolicyArn)) {
      throw new ApiError(
        'LimitExceededException',
        `Cannot exceed quota for PoliciesPerRole: ${POLICIES_MAX}`,
      );
    }
    await attachPolicy(transaction, role.id, PolicyArn);
    return {};
  });
