import type { RegisterWorkspaceDirectoryRequest } from '@aws-sdk/client-workspaces';
import { type Database, inTransaction } from '../../database/database.ts';
import { type Directory, findDirectory, holdDirectory } from '../../directories/index.ts';
import { findSubnets } from '../../networks/index.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { REGISTRATION_HOLDER } from '../model/registrationHold.ts';
import { newRegistrationCode } from '../model/registrations.ts';
import { registerDirectory } from '../model/workflows.ts';
import { insertRegistration, registrationOf } from '../store/registrations.ts';
import { putTags } from '../store/tags.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, invalidState, notFound, notSupported, requiredArgument } from './errors.ts';
import { checkNewTags } from './tagging.ts';

/** Stages of a directory that is there or on its way. */
const USABLE_STAGES = ['Requested', 'Creating', 'Active', 'Impaired'];

/**
 * Lets users of a directory have WorkSpaces. One that is still being created is accepted too: the registration
 * completes when the directory is Active.
 */
export const RegisterWorkspaceDirectory: WorkspacesOperation<'RegisterWorkspaceDirectory'> = async (
  context,
  input,
  deps,
) => {
  const directoryId = input.DirectoryId;
  if (directoryId === undefined) throw requiredArgument('DirectoryId');
  refuseUnsupported(input);
  const tags = checkNewTags(input.Tags);
  return inTransaction(deps.database, async (transaction) => {
    const directory = await holdUsableDirectory(transaction, context, directoryId);
    if (await registrationOf(transaction, directoryId)) {
      throw new ApiError(
        'ResourceAlreadyExistsException',
        `The directory ${directoryId} is registered already.`,
      );
    }
    const subnetIds = await chooseSubnets(transaction, context, directory, input.SubnetIds);
    await insert(transaction, context, directory, subnetIds, input);
    await putTags(transaction, directoryId, tags);
    await deps.queue.enqueue(transaction, registerDirectory, directoryId, { directoryId });
    return { DirectoryId: directoryId, State: 'REGISTERING' };
  });
};

function refuseUnsupported(input: RegisterWorkspaceDirectoryRequest): void {
  if (input.Tenancy === 'DEDICATED') {
    throw invalidParameter('The account is not enabled for BYOL: the tenancy must be SHARED.');
  }
  if (input.WorkspaceType === 'POOLS') throw notSupported('WorkSpaces Pools are not supported.');
  const { UserIdentityType: identity = 'AWS_DIRECTORY_SERVICE' } = input;
  if (identity !== 'AWS_DIRECTORY_SERVICE') throw notSupported(`${identity} users are not supported.`);
  for (const name of ['IdcInstanceArn', 'MicrosoftEntraConfig', 'ActiveDirectoryConfig'] as const) {
    if (input[name] !== undefined) throw notSupported(`${name} is not supported.`);
  }
}

async function holdUsableDirectory(
  transaction: Database,
  context: RequestContext,
  directoryId: string,
): Promise<Directory> {
  const directory = await findDirectory(transaction, context, directoryId);
  if (!directory) throw notFound(directoryId, `The directory ${directoryId} could not be found.`);
  const held = await holdDirectory(transaction, directoryId, REGISTRATION_HOLDER);
  if (!held || !USABLE_STAGES.includes(held.stage)) {
    throw invalidState(
      `The directory ${directoryId} is ${held?.stage ?? 'Deleting'} and cannot be registered.`,
    );
  }
  return held;
}

/**
 * The subnets that the WorkSpaces are to stand in: those asked for, or the directory's own.
 * @throws ApiError unless they are two of the directory's VPC in different Availability Zones
 */
async function chooseSubnets(
  transaction: Database,
  context: RequestContext,
  directory: Directory,
  asked: readonly string[] = directory.subnetIds,
): Promise<string[]> {
  const subnetIds = [...(asked.length > 0 ? asked : directory.subnetIds)];
  const subnets = await findSubnets(transaction, context, subnetIds);
  const missing = subnetIds.find((id) => !subnets.some((subnet) => subnet.subnetId === id));
  if (missing !== undefined) throw invalidParameter(`The subnet ${missing} could not be found.`);
  if (subnets.some((subnet) => subnet.vpcId !== directory.vpcId)) {
    throw new ApiError(
      'UnsupportedNetworkConfigurationException',
      `The subnets must be in the directory's VPC, ${directory.vpcId}.`,
    );
  }
  const zones = new Set(subnets.map((subnet) => subnet.availabilityZone));
  if (subnetIds.length !== 2 || zones.size !== 2) {
    throw notSupported('Two subnets in separate Availability Zones are needed.');
  }
  return subnetIds;
}

async function insert(
  transaction: Database,
  context: RequestContext,
  directory: Directory,
  subnetIds: string[],
  input: RegisterWorkspaceDirectoryRequest,
): Promise<void> {
  const row = {
    directory_id: directory.directoryId,
    account_id: context.accountId,
    region: context.region,
    state: 'REGISTERING',
    directory_name: directory.name,
    subnet_ids: subnetIds,
    self_service: input.EnableSelfService ?? false,
    workspace_directory_name: input.WorkspaceDirectoryName ?? null,
    workspace_directory_description: input.WorkspaceDirectoryDescription ?? null,
    created_at: context.clock.now(),
  } as const;
  // Codes are random: a second turn is needed once in a billion registrations.
  while (
    !(await insertRegistration(transaction, {
      ...row,
      registration_code: newRegistrationCode(context.region),
    }))
  );
}
