import { describe, expect, it } from 'vitest';
import { insertSnapshot } from '../store/snapshots.ts';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspaceSnapshots } from './DescribeWorkspaceSnapshots.ts';

const test = useWorkspaces();

const snapshotsOf = (WorkspaceId: string, context = testContext) =>
  DescribeWorkspaceSnapshots(context, { WorkspaceId }, test.deps);

describe('DescribeWorkspaceSnapshots', () => {
  it('lists the times of the snapshots, the latest first', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    const workspaceId = await testWorkspace(database, directoryId, 'AVAILABLE');
    const other = await testWorkspace(database, directoryId, 'AVAILABLE');
    expect(await snapshotsOf(workspaceId)).toEqual({ RebuildSnapshots: [], RestoreSnapshots: [] });
    const [morning, evening] = [new Date('2026-11-21T08:00:00Z'), new Date('2026-11-21T20:00:00Z')];
    await insertSnapshot(database, workspaceId, { snapshotId: 'snap-1', takenAt: morning });
    await insertSnapshot(database, workspaceId, { snapshotId: 'snap-2', takenAt: evening });
    await insertSnapshot(database, other, { snapshotId: 'snap-3', takenAt: evening });
    const times = [{ SnapshotTime: evening }, { SnapshotTime: morning }];
    expect(await snapshotsOf(workspaceId)).toEqual({ RebuildSnapshots: times, RestoreSnapshots: times });
  });

  it('knows only WorkSpaces of the account', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    expect(await refusal(snapshotsOf('ws-000000000'))).toBe('ResourceNotFoundException');
    expect(await refusal(snapshotsOf(workspaceId, strangerContext))).toBe('ResourceNotFoundException');
  });

  it('needs the id of a WorkSpace', () => {
    expect(validationError('DescribeWorkspaceSnapshots', {})).toContain('workspaceId');
    expect(validationError('DescribeWorkspaceSnapshots', { WorkspaceId: 'x' })).toContain('workspaceId');
  });
});
