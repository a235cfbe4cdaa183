import { currentAccountModification } from '../store/accounts.ts';
import type { WorkspacesOperation } from './deps.ts';

/** Tells whether dedicated tenancy is enabled for the account, and the range of the management network. */
export const DescribeAccount: WorkspacesOperation<'DescribeAccount'> = async (context, _input, deps) => {
  const current = await currentAccountModification(deps.database, context);
  if (current?.dedicated_tenancy_support !== 'ENABLED') return { DedicatedTenancySupport: 'DISABLED' };
  return {
    DedicatedTenancySupport: 'ENABLED',
    DedicatedTenancyManagementCidrRange: deps.managementCidr,
    Message: "WorkSpaces run on this installation's own hosts.",
  };
};
