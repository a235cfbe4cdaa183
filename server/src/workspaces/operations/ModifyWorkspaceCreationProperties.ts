import type { WorkspaceCreationProperties } from '@aws-sdk/client-workspaces';
import { inTransaction } from '../../database/database.ts';
import { domainOfOrganizationalUnit } from '../model/organizationalUnits.ts';
import { type RegistrationRow, updateRegistration } from '../store/registrations.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, notSupported } from './errors.ts';
import { lockOwnRegistration } from './registrations.ts';

/**
 * Changes what a directory's WorkSpaces are made with, from the next one that is created or rebuilt on; maintenance
 * mode is for those that are there as well. What is left out stays.
 */
export const ModifyWorkspaceCreationProperties: WorkspacesOperation<
  'ModifyWorkspaceCreationProperties'
> = async (context, input, deps) => {
  const { ResourceId: directoryId = '', WorkspaceCreationProperties: properties = {} } = input;
  refuseUnsupported(properties);
  return inTransaction(deps.database, async (transaction) => {
    const row = await lockOwnRegistration(transaction, context, directoryId);
    await updateRegistration(transaction, directoryId, {
      internet_access: properties.EnableInternetAccess ?? row.internet_access,
      local_administrator: properties.UserEnabledAsLocalAdministrator ?? row.local_administrator,
      maintenance_mode: properties.EnableMaintenanceMode ?? row.maintenance_mode,
      default_organizational_unit: organizationalUnit(row, properties.DefaultOu),
    });
    return {};
  });
};

function refuseUnsupported(properties: WorkspaceCreationProperties): void {
  if (properties.EnableInternetAccess) {
    throw notSupported(
      'Public addresses for WorkSpaces are not supported: let their subnets reach the internet through a NAT gateway.',
    );
  }
  if (properties.CustomSecurityGroupId) throw notSupported('Custom security groups are not supported.');
  if (properties.InstanceIamRoleArn) throw notSupported('IAM roles for WorkSpaces are not supported.');
}

/** The one asked for; an empty one stands for where the directory itself puts machine accounts. */
function organizationalUnit(row: RegistrationRow, asked: string | undefined): string | null {
  if (asked === undefined) return row.default_organizational_unit;
  if (asked === '') return null;
  const domain = domainOfOrganizationalUnit(asked);
  if (domain === undefined) {
    throw invalidParameter('DefaultOu must have the form OU=value,DC=value,DC=value.');
  }
  if (domain !== row.directory_name.toLowerCase()) {
    throw invalidParameter(`DefaultOu must lie in the domain of the directory, ${row.directory_name}.`);
  }
  return asked;
}
