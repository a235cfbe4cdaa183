import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateDirectoryCommand,
  DescribeDirectoriesCommand,
  type DirectoryDescription,
  type DirectoryServiceClient,
} from '@aws-sdk/client-directory-service';
import {
  DescribeWorkspaceDirectoriesCommand,
  ModifyWorkspaceAccessPropertiesCommand,
  RegisterWorkspaceDirectoryCommand,
  type WorkSpacesClient,
  type WorkspaceDirectory,
} from '@aws-sdk/client-workspaces';
import { CommandError } from '../failure.ts';
import type { Report } from '../progress.ts';
import { type QuickNetwork, required } from './network.ts';

const POLL_MS = 250;
const WAIT_SECONDS_MAX = 300;

/** Finds the directory of that name or makes it, and waits until it is Active. */
export async function ensureDirectory(
  client: DirectoryServiceClient,
  name: string,
  network: QuickNetwork,
  report: Report,
): Promise<string> {
  const existing = (await allDirectories(client)).find(
    (directory) => directory.Name === name && isLive(directory),
  );
  const directoryId =
    existing?.DirectoryId ??
    (
      await client.send(
        new CreateDirectoryCommand({
          Name: name,
          ShortName: name.split('.')[0]?.toUpperCase().slice(0, 15),
          // Nobody needs it: administrators work through the API and "alcove user".
          Password: `${randomBytes(18).toString('base64url')}aA1!`,
          Size: 'Small',
          VpcSettings: { VpcId: network.vpcId, SubnetIds: network.privateSubnetIds },
          Description: 'Made by alcove quick-setup',
        }),
      )
    ).DirectoryId;
  const id = required(directoryId, 'CreateDirectory');
  await until(`directory ${id}`, async () => {
    const found = await client.send(new DescribeDirectoriesCommand({ DirectoryIds: [id] }));
    const directory = found.DirectoryDescriptions?.[0];
    report(undefined, directory?.Stage ?? '');
    if (directory?.Stage === 'Failed') {
      throw new CommandError(
        `The directory ${id} could not be made: ${directory.StageReason}. See "alcove logs worker".`,
      );
    }
    return directory?.Stage === 'Active';
  });
  return id;
}

/** Registers the directory with WorkSpaces and waits until that is done. @returns the registration code */
export async function ensureRegistration(
  client: WorkSpacesClient,
  directoryId: string,
  network: QuickNetwork,
): Promise<string> {
  const before = await registration(client, directoryId);
  if (before === undefined || before.State === 'DEREGISTERED') {
    await client.send(
      new RegisterWorkspaceDirectoryCommand({
        DirectoryId: directoryId,
        SubnetIds: network.privateSubnetIds,
        EnableSelfService: false,
      }),
    );
  }
  let code: string | undefined;
  await until(`registration of ${directoryId}`, async () => {
    const now = await registration(client, directoryId);
    if (now?.State === 'ERROR')
      throw new CommandError(`Registering ${directoryId} failed: ${now.ErrorMessage ?? ''}`);
    code = now?.RegistrationCode;
    return now?.State === 'REGISTERED';
  });
  return required(code, 'DescribeWorkspaceDirectories');
}

/**
 * Lets users come in with their browsers, which a new directory does not.
 * @returns whether that was changed
 */
export async function ensureWebAccess(client: WorkSpacesClient, directoryId: string): Promise<boolean> {
  const { WorkspaceAccessProperties: access } = (await registration(client, directoryId)) ?? {};
  if (access?.DeviceTypeWeb === 'ALLOW') return false;
  await client.send(
    new ModifyWorkspaceAccessPropertiesCommand({
      ResourceId: directoryId,
      WorkspaceAccessProperties: { DeviceTypeWeb: 'ALLOW' },
    }),
  );
  return true;
}

/** Asks until it is so. @throws CommandError after {@link WAIT_SECONDS_MAX} */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WAIT_SECONDS_MAX * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new CommandError(
        `The ${what} is not ready after ${WAIT_SECONDS_MAX} s. See "alcove logs worker".`,
      );
    }
    await delay(POLL_MS);
  }
}

async function registration(
  client: WorkSpacesClient,
  directoryId: string,
): Promise<WorkspaceDirectory | undefined> {
  const found = await client.send(new DescribeWorkspaceDirectoriesCommand({ DirectoryIds: [directoryId] }));
  return found.Directories?.[0];
}

async function allDirectories(client: DirectoryServiceClient): Promise<DirectoryDescription[]> {
  const found: DirectoryDescription[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeDirectoriesCommand({ NextToken }));
    found.push(...(page.DirectoryDescriptions ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

function isLive(directory: DirectoryDescription): boolean {
  return directory.Stage !== 'Failed' && directory.Stage !== 'Deleting' && directory.Stage !== 'Deleted';
}
