import { DescribeWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { Installation } from './installation.ts';
import { quickSetup, type Setup, terminate } from './setup.ts';

/**
 * The one installation of all tests about the life of WorkSpaces, since making it takes longer than most of them. The
 * first of them makes it; it is removed at the end of the run (removeShared.ts). Each has users and WorkSpaces of its
 * own, and leaves none of the latter.
 */
export const shared = new Installation('/tmp/alcove-e2e', 2);

/** @param userName one that no other test file has; this user's WorkSpace is made */
export async function setUpShared(userName: string): Promise<Setup> {
  if (!(await shared.isRunning())) await shared.start();
  return quickSetup(shared, userName);
}

/** Terminates what a test file has made. What cannot be cleaned up is removed, so that the next file starts anew. */
export async function tearDownShared(setup: Setup | undefined): Promise<void> {
  try {
    if (setup) await terminateAll(setup);
  } catch (error) {
    await shared.destroy();
    throw error;
  }
}

async function terminateAll(setup: Setup): Promise<void> {
  const command = new DescribeWorkspacesCommand({ DirectoryId: setup.directoryId });
  const { Workspaces = [] } = await setup.client.send(command);
  const ids = Workspaces.map(({ WorkspaceId = '' }) => WorkspaceId);
  if (ids.length > 0) await terminate(setup, ids);
}
