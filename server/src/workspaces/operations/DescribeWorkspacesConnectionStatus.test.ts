import { describe, expect, it } from 'vitest';
import { recordConnection } from '../store/connections.ts';
import {
  refusal,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspacesConnectionStatus } from './DescribeWorkspacesConnectionStatus.ts';

const test = useWorkspaces();

const describeStatus = async (
  input: { WorkspaceIds?: string[]; NextToken?: string },
  context = testContext,
) => DescribeWorkspacesConnectionStatus(context, input, test.deps);

describe('DescribeWorkspacesConnectionStatus', () => {
  it('says who is connected and who was', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    const connected = await testWorkspace(database, directoryId, 'AVAILABLE');
    const never = await testWorkspace(database, directoryId, 'AVAILABLE');
    const stopped = await testWorkspace(database, directoryId, 'STOPPED');
    const at = new Date('2026-11-21T10:00:00Z');
    await recordConnection(database, { workspaceId: connected, state: 'CONNECTED', at });
    await recordConnection(database, { workspaceId: stopped, state: 'DISCONNECTED', at });
    const WorkspaceIds = [connected, never, stopped, 'ws-000000000'];
    const { WorkspacesConnectionStatus } = await describeStatus({ WorkspaceIds });
    const checked = { ConnectionStateCheckTimestamp: testClock.now() };
    expect(WorkspacesConnectionStatus).toEqual([
      {
        ...checked,
        WorkspaceId: connected,
        ConnectionState: 'CONNECTED',
        LastKnownUserConnectionTimestamp: at,
      },
      { ...checked, WorkspaceId: never, ConnectionState: 'DISCONNECTED' },
      { ...checked, WorkspaceId: stopped, ConnectionState: 'UNKNOWN', LastKnownUserConnectionTimestamp: at },
    ]);
  });

  it('lists all that the account has, page by page', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    for (let made = 0; made < 26; made++) await testWorkspace(database, directoryId, 'AVAILABLE');
    const first = await describeStatus({});
    expect(first.WorkspacesConnectionStatus).toHaveLength(25);
    const second = await describeStatus({ NextToken: first.NextToken ?? '' });
    expect(second.WorkspacesConnectionStatus?.length).toBeGreaterThan(0);
    expect(second.NextToken).toBeUndefined();
    expect(await describeStatus({}, strangerContext)).toEqual({ WorkspacesConnectionStatus: [] });
  });

  it('refuses what is malformed', async () => {
    expect(await refusal(describeStatus({ NextToken: 'nonsense' }))).toBe('InvalidParameterValuesException');
    const WorkspaceIds = Array.from({ length: 26 }, () => 'ws-000000000');
    expect(validationError('DescribeWorkspacesConnectionStatus', { WorkspaceIds })).toContain('25');
  });
});
