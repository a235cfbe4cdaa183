import {
  CreateWorkspacesCommand,
  DescribeWorkspaceBundlesCommand,
  DescribeWorkspacesCommand,
  type WorkSpacesClient,
  type Workspace,
} from '@aws-sdk/client-workspaces';
import { CommandError } from '../failure.ts';
import type { Report } from '../progress.ts';
import { until } from './directory.ts';
import { required } from './network.ts';

/** Finds the user's WorkSpace or makes one of the Standard bundle, and waits until it is AVAILABLE. */
export async function ensureDesktop(
  client: WorkSpacesClient,
  directoryId: string,
  userName: string,
  report: Report,
): Promise<string> {
  const existing = await workspaceOf(client, directoryId, userName);
  const workspaceId = existing?.WorkspaceId ?? (await createDesktop(client, directoryId, userName));
  await until(`WorkSpace ${workspaceId}`, async () => {
    const now = await workspaceOf(client, directoryId, userName);
    report(undefined, now?.State ?? '');
    if (now?.State === 'ERROR') {
      throw new CommandError(
        `The WorkSpace ${workspaceId} could not be made: ${now.ErrorMessage ?? now.ErrorCode ?? 'unknown'}. ` +
          'See "alcove logs worker"; "aws workspaces terminate-workspaces" removes it, then run this again.',
      );
    }
    return now?.State === 'AVAILABLE' || now?.State === 'STOPPED';
  });
  return workspaceId;
}

async function createDesktop(
  client: WorkSpacesClient,
  directoryId: string,
  userName: string,
): Promise<string> {
  const made = await client.send(
    new CreateWorkspacesCommand({
      Workspaces: [
        {
          DirectoryId: directoryId,
          UserName: userName,
          BundleId: await standardBundle(client),
          WorkspaceProperties: { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 60 },
        },
      ],
    }),
  );
  const failed = made.FailedRequests?.[0];
  if (failed)
    throw new CommandError(`CreateWorkspaces refused: ${failed.ErrorMessage} (${failed.ErrorCode}).`);
  return required(made.PendingRequests?.[0]?.WorkspaceId, 'CreateWorkspaces');
}

async function standardBundle(client: WorkSpacesClient): Promise<string> {
  const { Bundles } = await client.send(new DescribeWorkspaceBundlesCommand({ Owner: 'AMAZON' }));
  const bundle = Bundles?.find((one) => one.ComputeType?.Name === 'STANDARD');
  return required(bundle?.BundleId, 'DescribeWorkspaceBundles');
}

async function workspaceOf(
  client: WorkSpacesClient,
  directoryId: string,
  userName: string,
): Promise<Workspace | undefined> {
  const found = await client.send(
    new DescribeWorkspacesCommand({ DirectoryId: directoryId, UserName: userName }),
  );
  const present = found.Workspaces?.filter(
    (one) => one.State !== 'TERMINATING' && one.State !== 'TERMINATED',
  );
  // Of two, one stands aside: it is being migrated to the other.
  return present?.find((one) => one.State !== 'SUSPENDED') ?? present?.[0];
}
