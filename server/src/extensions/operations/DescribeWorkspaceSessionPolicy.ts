import { ApiError } from '../../wire/operation.ts';
import { policiesOfWorkspace } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { differences, toMembers } from './sessionPolicy.ts';

/** What holds for the sessions of one WorkSpace, and where its desktop itself allows less than the directory. */
export const DescribeWorkspaceSessionPolicy: AlcoveOperation<'DescribeWorkspaceSessionPolicy'> = async (
  context,
  { WorkspaceId: workspaceId = '' },
  { database },
) => {
  const policies = await policiesOfWorkspace(database, context, workspaceId);
  if (!policies) {
    throw new ApiError('ResourceNotFoundException', `The WorkSpace ${workspaceId} could not be found.`);
  }
  return {
    WorkspaceId: workspaceId,
    SessionPolicy: toMembers(policies.effective),
    MembersNarrowed: differences(policies.directory, policies.effective),
  };
};
