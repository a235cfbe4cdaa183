import {
  CreateWorkspacesCommand,
  DescribeWorkspaceBundlesCommand,
  DescribeWorkspacesCommand,
  TerminateWorkspacesCommand,
  WorkSpacesClient,
  type Workspace,
} from '@aws-sdk/client-workspaces';
import type { Installation } from './installation.ts';
import { until } from './until.ts';

/** A registered directory with a user and a WorkSpace, made by quick-setup, and a client of the API. */
export interface Setup {
  installation: Installation;
  client: WorkSpacesClient;
  directoryId: string;
  registrationCode: string;
  bundleId: string;
  first: { userName: string; password: string; workspaceId: string };
}

/** Starts the installation anew and runs quick-setup for the user `first`. */
export async function setUp(installation: Installation): Promise<Setup> {
  await installation.start();
  return quickSetup(installation, 'first');
}

/** What quick-setup makes for a user in an installation that runs. */
export async function quickSetup(installation: Installation, userName: string): Promise<Setup> {
  const user = ['--user', userName, '--email', `${userName}@example.com`];
  const made = JSON.parse(await installation.alcove('quick-setup', ...user, '--json')) as {
    registrationCode: string;
    userName: string;
    password: string;
    workspaceId: string;
  };
  const environment = await installation.clientEnvironment();
  const client = new WorkSpacesClient({
    region: 'us-east-1',
    endpoint: `http://localhost:${installation.environment.ALCOVE_API_HTTP_PORT}`,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const workspace = await describe(client, made.workspaceId);
  const { Bundles } = await client.send(new DescribeWorkspaceBundlesCommand({ Owner: 'AMAZON' }));
  const bundleId = Bundles?.find((bundle) => bundle.ComputeType?.Name === 'STANDARD')?.BundleId ?? '';
  return {
    ...{ installation, client, directoryId: workspace?.DirectoryId ?? '', bundleId },
    registrationCode: made.registrationCode,
    first: { userName: made.userName, password: made.password, workspaceId: made.workspaceId },
  };
}

export async function addUsers(setup: Setup, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { installation, directoryId } = setup;
    await installation.alcove('user', 'add', name, '--directory', directoryId, '--random-password', '--json');
  }
}

/** @returns the ids, in the order of the users */
export async function createWorkspaces(setup: Setup, userNames: readonly string[]): Promise<string[]> {
  const { client, directoryId: DirectoryId, bundleId: BundleId } = setup;
  const answer = await client.send(
    new CreateWorkspacesCommand({
      Workspaces: userNames.map((UserName) => ({ DirectoryId, UserName, BundleId })),
    }),
  );
  if (answer.FailedRequests?.length)
    throw new Error(`CreateWorkspaces: ${JSON.stringify(answer.FailedRequests)}`);
  return (answer.PendingRequests ?? []).map((workspace) => workspace.WorkspaceId ?? '');
}

export async function describe(client: WorkSpacesClient, id: string): Promise<Workspace | undefined> {
  const answer = await client.send(new DescribeWorkspacesCommand({ WorkspaceIds: [id] }));
  return answer.Workspaces?.[0];
}

export async function untilAvailable({ client }: Setup, id: string, seconds = 90): Promise<Workspace> {
  return until(`${id} is AVAILABLE`, seconds, async () => {
    const workspace = await whileRestarting(() => describe(client, id));
    if (workspace?.State === 'ERROR')
      throw new Error(`${id} failed: ${workspace.ErrorCode} ${workspace.ErrorMessage}`);
    return workspace?.State === 'AVAILABLE' ? workspace : undefined;
  });
}

export async function terminate({ client }: Setup, ids: readonly string[]): Promise<void> {
  await client.send(
    new TerminateWorkspacesCommand({
      TerminateWorkspaceRequests: ids.map((WorkspaceId) => ({ WorkspaceId })),
    }),
  );
  for (const id of ids) {
    await until(`${id} is gone`, 90, async () =>
      (await describe(client, id)) === undefined ? true : undefined,
    );
  }
}

/** While the API's process is being started again there is nobody to answer; that is no answer yet. */
export async function whileRestarting<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return undefined;
    throw error;
  }
}
