import { listWorkspaces } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { describeWorkspace } from './describeWorkspace.ts';
import { invalidParameter } from './errors.ts';
import { given, readPage } from './paging.ts';

/** Lists the account's WorkSpaces; of the filters one is used at a time, but a user goes with a directory. */
export const DescribeWorkspaces: WorkspacesOperation<'DescribeWorkspaces'> = async (context, input, deps) => {
  const filter = {
    workspaceIds: given(input.WorkspaceIds),
    directoryId: input.DirectoryId,
    bundleId: input.BundleId,
    workspaceName: input.WorkspaceName,
  };
  if (Object.values(filter).filter((value) => value !== undefined).length > 1) {
    throw invalidParameter('WorkspaceIds, DirectoryId, BundleId and WorkspaceName cannot be combined.');
  }
  if (input.UserName !== undefined && input.DirectoryId === undefined) {
    throw invalidParameter('UserName must be specified together with DirectoryId.');
  }
  // Only user-decoupled WorkSpaces have a name, and there are none.
  if (filter.workspaceName !== undefined) return { Workspaces: [] };
  const { UserName: userName } = input;
  const page = await readPage(
    context,
    ['DescribeWorkspaces', filter, userName],
    { nextToken: input.NextToken, limit: input.Limit },
    (range) => listWorkspaces(deps.database, context, { ...filter, userName, ...range }),
    (row) => row.workspace_id,
  );
  return { Workspaces: page.items.map(describeWorkspace), NextToken: page.nextToken };
};
