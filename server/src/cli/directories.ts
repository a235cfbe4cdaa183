import { DescribeWorkspaceDirectoriesCommand } from '@aws-sdk/client-workspaces';
import type { Command } from 'commander';
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

/** A subcommand about a directory, with the options that all of these have. */
export function directorySubcommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--directory <id>', 'the directory; needed where there are several')
    .option('--json', 'as JSON');
}
