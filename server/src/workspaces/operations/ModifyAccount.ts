import { isSameRange } from '../model/managementRanges.ts';
import { insertAccountModification } from '../store/accounts.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter } from './errors.ts';

/**
 * Enables dedicated tenancy: hosts that run nobody else's desktops, which an owner's own hosts are. The management
 * network is one for the whole installation, so that its range may be confirmed and not chosen.
 */
export const ModifyAccount: WorkspacesOperation<'ModifyAccount'> = async (context, input, deps) => {
  const { DedicatedTenancySupport: support, DedicatedTenancyManagementCidrRange: range } = input;
  if (support === undefined) {
    throw invalidParameter('DedicatedTenancySupport is required: it is what can be modified.');
  }
  if (range !== undefined && !isSameRange(range, deps.managementCidr)) {
    throw invalidParameter(
      `The range ${range} is not available: the management network is ${deps.managementCidr}, which the installation's setting network.managementCidr decides.`,
    );
  }
  await insertAccountModification(deps.database, context, {
    state: 'COMPLETED',
    dedicated_tenancy_support: support,
    dedicated_tenancy_cidr: deps.managementCidr,
    started_at: context.clock.now(),
  });
  return {};
};
