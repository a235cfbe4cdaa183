import { availableRanges, searchRangeProblem } from '../model/managementRanges.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter } from './errors.ts';
import { readPage } from './paging.ts';

/** Lists the ranges that ModifyAccount takes for the management network: the installation's own, where it is asked for. */
export const ListAvailableManagementCidrRanges: WorkspacesOperation<
  'ListAvailableManagementCidrRanges'
> = async (context, input, deps) => {
  const search = input.ManagementCidrRangeConstraint ?? '';
  const problem = searchRangeProblem(search);
  if (problem) throw invalidParameter(problem);
  const ranges = availableRanges(search, deps.managementCidr);
  const page = await readPage(
    context,
    ['ListAvailableManagementCidrRanges', search],
    { nextToken: input.NextToken, limit: input.MaxResults },
    async ({ after, limit }) => ranges.slice(after === undefined ? 0 : ranges.indexOf(after) + 1, limit),
    (range) => range,
  );
  return { ManagementCidrRanges: page.items, NextToken: page.nextToken };
};
