import { DescribeWorkspaceDirectoriesCommand } from '@aws-sdk/client-workspaces';
import type { AwsClients } from './aws-clients.ts';
import { CommandError } from './failure.ts';

/**
 * The one directory that is registered with WorkSpaces.
 * @throws CommandError where there is none, or several to choose from
 */
export async function onlyDirectory({ workspaces }: Pick<AwsClients, 'workspaces'>): Promise<string> {
  const { Directories = [] } = await workspaces.send(new DescribeWorkspaceDirectoriesCommand({}));
  const ids = Directories.flatMap(({ DirectoryId }) => DirectoryId ?? []);
  const [only] = ids;
  if (only === undefined) throw new CommandError('No directory is registered with WorkSpaces.');
  if (ids.length > 1) throw new CommandError(`Say which directory: --directory ${ids.join(' or ')}.`);
  return only;
}
