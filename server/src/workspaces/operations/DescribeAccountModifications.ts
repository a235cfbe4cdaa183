import type { AccountModification } from '@aws-sdk/client-workspaces';
import { type AccountModificationRow, listAccountModifications } from '../store/accounts.ts';
import type { WorkspacesOperation } from './deps.ts';
import { readPage } from './paging.ts';

/** Lists what ModifyAccount has changed, the latest first. */
export const DescribeAccountModifications: WorkspacesOperation<'DescribeAccountModifications'> = async (
  context,
  input,
  deps,
) => {
  const page = await readPage(
    context,
    ['DescribeAccountModifications'],
    { nextToken: input.NextToken, limit: undefined },
    (range) => listAccountModifications(deps.database, context, range),
    (row) => row.modification_id,
  );
  return { AccountModifications: page.items.map(describe), NextToken: page.nextToken };
};

function describe(row: AccountModificationRow): AccountModification {
  return {
    ModificationState: row.state,
    DedicatedTenancySupport: row.dedicated_tenancy_support,
    DedicatedTenancyManagementCidrRange: row.dedicated_tenancy_cidr ?? undefined,
    StartTime: row.started_at,
    ErrorCode: row.error_code ?? undefined,
    ErrorMessage: row.error_message ?? undefined,
  };
}
