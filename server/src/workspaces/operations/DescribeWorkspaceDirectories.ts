import type { WorkspaceDirectory } from '@aws-sdk/client-workspaces';
import type { Database } from '../../database/database.ts';
import { dnsAddresses, findDirectoryById } from '../../directories/index.ts';
import { deviceRulesOf } from '../store/deviceAccess.ts';
import { associationsOf } from '../store/ipGroups.ts';
import { listRegistrations, type RegistrationRow } from '../store/registrations.ts';
import { selfServiceOf } from '../store/selfService.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter } from './errors.ts';
import { accessProperties } from './ModifyWorkspaceAccessProperties.ts';
import { given, readPage } from './paging.ts';
import { describeSelfService } from './selfService.ts';

/** What all registered directories have in common: other kinds are not built. */
const COMMON = { USER_IDENTITY_TYPE: 'AWS_DIRECTORY_SERVICE', WORKSPACE_TYPE: 'PERSONAL' } as const;

/** Lists the account's registered directories. */
export const DescribeWorkspaceDirectories: WorkspacesOperation<'DescribeWorkspaceDirectories'> = async (
  context,
  input,
  deps,
) => {
  const directoryIds = given(input.DirectoryIds);
  const workspaceDirectoryNames = given(input.WorkspaceDirectoryNames);
  const filters = given(input.Filters);
  if ([directoryIds, workspaceDirectoryNames, filters].filter((list) => list !== undefined).length > 1) {
    throw invalidParameter('DirectoryIds, WorkspaceDirectoryNames and Filters cannot be combined.');
  }
  const excluded = filters?.some(({ Name, Values = [] }) => Name && !Values.includes(COMMON[Name]));
  if (excluded) return { Directories: [] };
  const page = await readPage(
    context,
    ['DescribeWorkspaceDirectories', directoryIds, workspaceDirectoryNames, filters],
    { nextToken: input.NextToken, limit: input.Limit },
    (range) => listRegistrations(deps.database, context, { directoryIds, workspaceDirectoryNames, ...range }),
    (row) => row.directory_id,
  );
  const ipGroups = await associationsOf(
    deps.database,
    page.items.map((row) => row.directory_id),
  );
  const Directories: WorkspaceDirectory[] = [];
  for (const row of page.items) {
    Directories.push(await describe(deps.database, row, ipGroups.get(row.directory_id) ?? []));
  }
  return { Directories, NextToken: page.nextToken };
};

async function describe(
  database: Database,
  row: RegistrationRow,
  ipGroupIds: string[],
): Promise<WorkspaceDirectory> {
  const directory = await findDirectoryById(database, row.directory_id);
  return {
    DirectoryId: row.directory_id,
    // Simple AD directories begin with this alias, and nothing changes it yet.
    Alias: row.directory_id,
    DirectoryName: row.directory_name,
    RegistrationCode: row.registration_code,
    SubnetIds: row.subnet_ids,
    DnsIpAddresses: directory ? dnsAddresses(directory) : [],
    CustomerUserName: 'Administrator',
    IamRoleId: row.role_arn ?? undefined,
    DirectoryType: 'SIMPLE_AD',
    State: row.state,
    ErrorMessage: row.error_message ?? undefined,
    WorkspaceCreationProperties: {
      EnableInternetAccess: row.internet_access,
      DefaultOu: row.default_organizational_unit ?? undefined,
      UserEnabledAsLocalAdministrator: row.local_administrator,
      EnableMaintenanceMode: row.maintenance_mode,
    },
    ipGroupIds,
    WorkspaceAccessProperties: accessProperties((await deviceRulesOf(database, row.directory_id)).access),
    Tenancy: 'SHARED',
    SelfservicePermissions: describeSelfService(selfServiceOf(row)),
    EndpointEncryptionMode: 'STANDARD_TLS',
    UserIdentityType: COMMON.USER_IDENTITY_TYPE,
    WorkspaceType: COMMON.WORKSPACE_TYPE,
    WorkspaceDirectoryName: row.workspace_directory_name ?? undefined,
    WorkspaceDirectoryDescription: row.workspace_directory_description ?? undefined,
  };
}
