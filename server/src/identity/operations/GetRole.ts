import type { Operation } from '../../wire/operation.ts';
import type { IamSdk } from '../service.ts';
import { findRole } from '../store.ts';
import { noSuchRole } from './errors.ts';
import type { Deps } from './index.ts';
import { describeRole, describeTags } from './roles.ts';

export const GetRole: Operation<IamSdk, 'GetRole', Deps> = async (
  { accountId },
  { RoleName = '' },
  { database },
) => {
  const role = await findRole(database, accountId, RoleName);
  if (!role) throw noSuchRole(RoleName);
  return { Role: { ...describeRole(role), ...describeTags(role), RoleLastUsed: {} } };
};
