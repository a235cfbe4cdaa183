import { listIpGroups } from '../store/ipGroups.ts';
import type { WorkspacesOperation } from './deps.ts';
import { given, readPage } from './paging.ts';

/** Lists the account's IP access control groups with their rules. */
export const DescribeIpGroups: WorkspacesOperation<'DescribeIpGroups'> = async (context, input, deps) => {
  const groupIds = given(input.GroupIds);
  const page = await readPage(
    context,
    ['DescribeIpGroups', groupIds],
    { nextToken: input.NextToken, limit: input.MaxResults },
    (range) => listIpGroups(deps.database, context, { groupIds, ...range }),
    (group) => group.group_id,
  );
  return {
    Result: page.items.map((group) => ({
      groupId: group.group_id,
      groupName: group.group_name,
      groupDesc: group.group_desc ?? undefined,
      userRules: group.rules,
    })),
    NextToken: page.nextToken,
  };
};
