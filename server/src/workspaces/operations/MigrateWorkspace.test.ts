import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../database/database.ts';
import { workspaceStates } from '../model/states.ts';
import { findWorkspaceOfUser } from '../store/desktops.ts';
import { putTags, tagsOf } from '../store/tags.ts';
import { countWorkspaces, findWorkspace, updateWorkspace } from '../store/workspaces.ts';
import { own } from '../tables.ts';
import {
  queuedRuns,
  refusal,
  scope,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { CreateWorkspaces } from './CreateWorkspaces.ts';
import { MigrateWorkspace } from './MigrateWorkspace.ts';
import { TerminateWorkspaces } from './TerminateWorkspaces.ts';

const test = useWorkspaces();
let directoryId: string;
beforeEach(async () => {
  directoryId = await testRegistration(test.database);
});

const migrate = (SourceWorkspaceId: string, BundleId = 'wsb-d12perfo0', context = testContext) =>
  MigrateWorkspace(context, { SourceWorkspaceId, BundleId }, test.deps);

/** A custom bundle with an image of some system. */
async function customBundle(
  database: Database,
  name: string,
  operatingSystem: 'LINUX' | 'WINDOWS',
): Promise<string> {
  const described = { account_id: scope.accountId, region: scope.region, name, description: '' };
  const now = testClock.now();
  await own(database)
    .insertInto('workspaces.image')
    .values({
      ...described,
      image_id: `wsi-${name}`,
      state: 'AVAILABLE',
      operating_system: operatingSystem,
      root_volume_gib: 80,
      created_at: now,
    })
    .execute();
  await own(database)
    .insertInto('workspaces.bundle')
    .values({
      ...described,
      bundle_id: `wsb-${name}`,
      image_id: `wsi-${name}`,
      compute_type: 'STANDARD',
      root_volume_gib: 80,
      user_volume_gib: 50,
      created_at: now,
      updated_at: now,
    })
    .execute();
  return `wsb-${name}`;
}

describe('MigrateWorkspace', () => {
  it('sets the original aside for a new WorkSpace of the user', async () => {
    const sourceId = await testWorkspace(test.database, directoryId, 'AVAILABLE', 'ada');
    await putTags(test.database, sourceId, [{ Key: 'team', Value: 'engines' }]);
    await updateWorkspace(test.database, sourceId, { auto_stop_timeout_minutes: 120 });
    const { SourceWorkspaceId, TargetWorkspaceId: targetId = '' } = await migrate(sourceId);
    expect(SourceWorkspaceId).toBe(sourceId);
    expect(targetId).toMatch(/^ws-[0-9a-z]{9}$/);
    expect(targetId).not.toBe(sourceId);

    const source = await findWorkspace(test.database, sourceId);
    const target = await findWorkspace(test.database, targetId);
    expect(source).toMatchObject({ state: 'SUSPENDED', return_state: 'AVAILABLE', migrated_to: targetId });
    expect(target).toMatchObject({
      ...{ state: 'PENDING', user_name: 'ada', directory_id: directoryId, migrated_from: sourceId },
      ...{
        bundle_id: 'wsb-d12perfo0',
        compute_type: 'PERFORMANCE',
        root_volume_gib: 80,
        user_volume_gib: 100,
      },
      ...{ running_mode: 'AUTO_STOP', auto_stop_timeout_minutes: 120, ip_address: null },
    });
    expect(target?.computer_name).not.toBe(source?.computer_name);
    expect(await tagsOf(test.database, targetId)).toEqual([{ Key: 'team', Value: 'engines' }]);
    expect((await queuedRuns(test.database)).filter((run) => run.includes(sourceId))).toEqual([
      `workspaces.migrate ${sourceId}`,
    ]);
    expect((await queuedRuns(test.database)).filter((run) => run.includes(targetId))).toEqual([]);
  });

  it('leaves the user one WorkSpace: the new one, which counts once', async () => {
    const before = await countWorkspaces(test.database, scope);
    const sourceId = await testWorkspace(test.database, directoryId, 'STOPPED', 'grace');
    const { TargetWorkspaceId: targetId } = await migrate(sourceId);
    expect(await findWorkspaceOfUser(test.database, directoryId, 'GRACE')).toMatchObject({
      ...{ workspaceId: targetId, state: 'PENDING' },
    });
    expect(await countWorkspaces(test.database, scope)).toBe(before + 1);
    const Workspaces = [{ DirectoryId: directoryId, UserName: 'grace', BundleId: 'wsb-d12value0' }];
    const { FailedRequests } = await CreateWorkspaces(testContext, { Workspaces }, test.deps);
    expect(FailedRequests?.[0]?.ErrorCode).toBe('ResourceExists.WorkSpace');
  });

  it('neither of the two can be terminated meanwhile, nor migrated again', async () => {
    const sourceId = await testWorkspace(test.database, directoryId, 'ERROR');
    const { TargetWorkspaceId: targetId = '' } = await migrate(sourceId);
    const TerminateWorkspaceRequests = [sourceId, targetId].map((WorkspaceId) => ({ WorkspaceId }));
    const { FailedRequests } = await TerminateWorkspaces(
      testContext,
      { TerminateWorkspaceRequests },
      test.deps,
    );
    expect(FailedRequests?.map(({ WorkspaceId, ErrorCode }) => [WorkspaceId, ErrorCode])).toEqual([
      [sourceId, 'InvalidResourceStateException'],
      [targetId, 'InvalidResourceStateException'],
    ]);
    expect(FailedRequests?.[1]?.ErrorMessage).toContain(sourceId);
    expect(await refusal(migrate(sourceId, 'wsb-d12value0'))).toBe('InvalidResourceStateException');
    expect(await refusal(migrate(targetId, 'wsb-d12value0'))).toBe('InvalidResourceStateException');
  });

  it('is allowed in AVAILABLE, STOPPED and ERROR', async () => {
    for (const state of workspaceStates.filter((name) => name !== 'TERMINATED')) {
      const sourceId = await testWorkspace(test.database, directoryId, state);
      const allowed = ['AVAILABLE', 'STOPPED', 'ERROR'].includes(state);
      const answer = await refusal(migrate(sourceId));
      expect([state, answer]).toEqual([state, allowed ? 'accepted' : 'InvalidResourceStateException']);
      expect((await findWorkspace(test.database, sourceId))?.state).toBe(allowed ? 'SUSPENDED' : state);
    }
  });

  it('is refused while the WorkSpace is modified', async () => {
    const sourceId = await testWorkspace(test.database, directoryId, 'UPDATING');
    await updateWorkspace(test.database, sourceId, {
      ...{ modified_resource: 'COMPUTE_TYPE', modification_state: 'UPDATE_INITIATED' },
    });
    expect(await refusal(migrate(sourceId))).toBe('OperationInProgressException');
  });

  it('is refused to the same bundle, and to one that is not there', async () => {
    const sourceId = await testWorkspace(test.database, directoryId, 'AVAILABLE');
    expect(await refusal(migrate(sourceId, 'wsb-d12stand0'))).toBe('InvalidParameterValuesException');
    expect(await refusal(migrate(sourceId, 'wsb-000000000'))).toBe('ResourceNotFoundException');
    expect((await findWorkspace(test.database, sourceId))?.state).toBe('AVAILABLE');
  });

  it('leads from Linux to Linux and from Windows to Windows', async () => {
    const linux = await customBundle(test.database, 'linuxaaaa', 'LINUX');
    const windows = await customBundle(test.database, 'windowsaa', 'WINDOWS');
    const windows2 = await customBundle(test.database, 'windowsbb', 'WINDOWS');
    const ofLinux = await testWorkspace(test.database, directoryId, 'AVAILABLE');
    const ofWindows = await testWorkspace(test.database, directoryId, 'AVAILABLE');
    await updateWorkspace(test.database, ofWindows, { at: testClock.now(), bundle_id: windows });
    expect(await refusal(migrate(ofLinux, windows))).toBe('OperationNotSupportedException');
    expect(await refusal(migrate(ofWindows, linux))).toBe('OperationNotSupportedException');
    expect(await refusal(migrate(ofLinux, linux))).toBe('accepted');
    expect(await refusal(migrate(ofWindows, windows2))).toBe('accepted');
  });

  it('is refused to a type that the host cannot have', async () => {
    const sourceId = await testWorkspace(test.database, directoryId, 'AVAILABLE');
    const host = { cpus: 2, memoryMib: 8192, overcommit: false };
    const input = { SourceWorkspaceId: sourceId, BundleId: 'wsb-d12power0' };
    expect(await refusal(MigrateWorkspace(testContext, input, { ...test.deps, host }))).toBe(
      'ResourceUnavailableException',
    );
  });

  it('is for WorkSpaces of the account', async () => {
    const sourceId = await testWorkspace(test.database, directoryId, 'AVAILABLE');
    expect(await refusal(migrate(sourceId, 'wsb-d12perfo0', strangerContext))).toBe(
      'ResourceNotFoundException',
    );
    expect(await refusal(migrate('ws-000000000'))).toBe('ResourceNotFoundException');
  });

  it('wants both ids', () => {
    expect(validationError('MigrateWorkspace', { SourceWorkspaceId: 'ws-123456789' })).toContain('bundleId');
    expect(validationError('MigrateWorkspace', { BundleId: 'wsb-d12perfo0' })).toContain('sourceWorkspaceId');
    const malformed = { SourceWorkspaceId: 'i-123', BundleId: 'wsb-d12perfo0' };
    expect(validationError('MigrateWorkspace', malformed)).toContain('regular expression');
  });
});
