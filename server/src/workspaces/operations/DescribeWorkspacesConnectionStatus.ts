import type { WorkspaceConnectionStatus } from '@aws-sdk/client-workspaces';
import { meteringIn } from '../model/metering.ts';
import { listWorkspaces, type WorkspaceRow } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { given, readPage } from './paging.ts';

/** Says whether users are connected to WorkSpaces, at this moment; those that are not there are left out. */
export const DescribeWorkspacesConnectionStatus: WorkspacesOperation<
  'DescribeWorkspacesConnectionStatus'
> = async (context, input, deps) => {
  const workspaceIds = given(input.WorkspaceIds);
  const page = await readPage(
    context,
    ['DescribeWorkspacesConnectionStatus', workspaceIds],
    { nextToken: input.NextToken, limit: undefined },
    (range) => listWorkspaces(deps.database, context, { workspaceIds, ...range }),
    (row) => row.workspace_id,
  );
  const checkedAt = context.clock.now();
  return {
    WorkspacesConnectionStatus: page.items.map((row) => connectionStatus(row, checkedAt)),
    NextToken: page.nextToken,
  };
};

function connectionStatus(row: WorkspaceRow, checkedAt: Date): WorkspaceConnectionStatus {
  return {
    WorkspaceId: row.workspace_id,
    ConnectionState: connectionState(row),
    ConnectionStateCheckTimestamp: checkedAt,
    LastKnownUserConnectionTimestamp: row.last_user_connection_at ?? undefined,
  };
}

/** "The connection state is unknown if the WorkSpace is stopped." (API reference) */
function connectionState(row: WorkspaceRow): 'CONNECTED' | 'DISCONNECTED' | 'UNKNOWN' {
  if (meteringIn(row.state) === 'rests') return 'UNKNOWN';
  return row.connection_state === 'CONNECTED' ? 'CONNECTED' : 'DISCONNECTED';
}
