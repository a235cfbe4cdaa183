import type { WorkspaceRequest } from '@aws-sdk/client-workspaces';
import { describe, expect, it } from 'vitest';
import {
  queuedRuns,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { CreateWorkspaces } from './CreateWorkspaces.ts';
import { DescribeTags } from './DescribeTags.ts';
import { DescribeWorkspaces } from './DescribeWorkspaces.ts';

const test = useWorkspaces();

const BundleId = 'wsb-d12stand0';
type Identified = { DirectoryId: string; UserName: string; BundleId: string };
type Differences = Partial<Identified> & Omit<WorkspaceRequest, keyof Identified>;

/** Asks for one WorkSpace. @returns the code of its failure, or its id */
async function create(
  request: Differences & { DirectoryId: string },
  context = testContext,
): Promise<string> {
  const Workspaces = [{ UserName: 'demo', BundleId, ...request }];
  const { FailedRequests = [], PendingRequests = [] } = await CreateWorkspaces(
    context,
    { Workspaces },
    test.deps,
  );
  expect(FailedRequests.length + PendingRequests.length).toBe(1);
  const [failed] = FailedRequests;
  if (failed) expect(failed.WorkspaceRequest).toEqual(Workspaces[0]);
  return failed?.ErrorCode ?? PendingRequests[0]?.WorkspaceId ?? '';
}

describe('CreateWorkspaces', () => {
  it('answers at once with a PENDING WorkSpace, and has it made', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    const WorkspaceProperties = {
      RunningMode: 'AUTO_STOP',
      RunningModeAutoStopTimeoutInMinutes: 60,
    } as const;
    const Tags = [{ Key: 'team', Value: 'it' }];
    const { FailedRequests, PendingRequests = [] } = await CreateWorkspaces(
      testContext,
      { Workspaces: [{ DirectoryId, UserName: 'demo', BundleId, WorkspaceProperties, Tags }] },
      test.deps,
    );
    expect(FailedRequests).toEqual([]);
    const [pending] = PendingRequests;
    expect(pending).toMatchObject({
      State: 'PENDING',
      DirectoryId,
      UserName: 'demo',
      BundleId,
      WorkspaceProperties: {
        RunningMode: 'AUTO_STOP',
        RunningModeAutoStopTimeoutInMinutes: 60,
        RootVolumeSizeGib: 80,
        UserVolumeSizeGib: 50,
        ComputeTypeName: 'STANDARD',
        Protocols: ['WSP'],
      },
    });
    expect(pending?.ComputerName).toMatch(/^WSAMZN-[A-Z0-9]{8}$/);
    const WorkspaceIds = [pending?.WorkspaceId ?? ''];
    expect((await DescribeWorkspaces(testContext, { WorkspaceIds }, test.deps)).Workspaces).toEqual([
      pending,
    ]);
    expect(await DescribeTags(testContext, { ResourceId: WorkspaceIds[0] }, test.deps)).toEqual({
      TagList: Tags,
    });
    expect(await queuedRuns(test.database)).toContain(`workspaces.provision ${WorkspaceIds[0]}`);
  });

  it('is AlwaysOn unless told', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    const { PendingRequests } = await CreateWorkspaces(
      testContext,
      { Workspaces: [{ DirectoryId, UserName: 'demo', BundleId: 'wsb-d12power0' }] },
      test.deps,
    );
    expect(PendingRequests?.[0]?.WorkspaceProperties).toMatchObject({
      RunningMode: 'ALWAYS_ON',
      RootVolumeSizeGib: 175,
    });
    expect(PendingRequests?.[0]?.WorkspaceProperties?.RunningModeAutoStopTimeoutInMinutes).toBeUndefined();
  });

  it('fails bad items alone', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    const request = (UserName: string, differences: Differences = {}) => ({
      DirectoryId,
      UserName,
      BundleId,
      ...differences,
    });
    const { FailedRequests = [], PendingRequests = [] } = await CreateWorkspaces(
      testContext,
      {
        Workspaces: [
          request('one'),
          request('two', { BundleId: 'wsb-000000000' }),
          request('ONE'),
          request('three', { DirectoryId: 'd-ffffffffff' }),
          request('four'),
        ],
      },
      test.deps,
    );
    expect(PendingRequests.map((workspace) => workspace.UserName)).toEqual(['one', 'four']);
    expect(FailedRequests.map((failed) => failed.ErrorCode)).toEqual([
      'ResourceNotFound.Bundle',
      'ResourceExists.WorkSpace',
      'ResourceNotFound.Directory',
    ]);
  });

  it('refuses directories of others and such as are not registered', async () => {
    const { database } = test.deps;
    expect(await create({ DirectoryId: await testRegistration(database) }, strangerContext)).toBe(
      'ResourceNotFound.Directory',
    );
    const registering = await testRegistration(database, 'REGISTERING');
    expect(await create({ DirectoryId: registering })).toBe('InvalidResourceState.Directory');
  });

  it('keeps to the quota, also when calls come together', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    const region = 'us-east-1';
    const { Workspaces = [] } = await DescribeWorkspaces(testContext, {}, test.deps);
    const deps = { ...test.deps, quotas: { ...test.deps.quotas, workspaces: Workspaces.length + 2 } };
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((UserName) =>
        CreateWorkspaces(
          { ...testContext, region },
          { Workspaces: [{ DirectoryId, UserName, BundleId }] },
          deps,
        ),
      ),
    );
    const codes = results.flatMap((result) => result.FailedRequests?.map((failed) => failed.ErrorCode) ?? []);
    expect(codes).toEqual(['ResourceLimitExceededException', 'ResourceLimitExceededException']);
  });

  it('gives a user one WorkSpace when two ask at the same time', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    const codes = await Promise.all([create({ DirectoryId }), create({ DirectoryId })]);
    expect(codes.filter((code) => code === 'ResourceExists.WorkSpace')).toHaveLength(1);
  });

  const unsupported = 'UnsupportedWorkspaceConfigurationException';
  const invalid = 'InvalidParameterValuesException';
  it.each<[Differences, string]>([
    [{ UserName: '-dash' }, invalid],
    [{ UserName: 'a'.repeat(21) }, invalid],
    [{ UserName: 'me@example' }, invalid],
    [{ UserName: 'root' }, invalid],
    [{ UserName: ' demo' }, invalid],
    [{ UserName: '[UNDEFINED]' }, invalid],
    [{ RootVolumeEncryptionEnabled: true }, unsupported],
    [{ UserVolumeEncryptionEnabled: true }, unsupported],
    [{ VolumeEncryptionKey: 'alias/aws/workspaces' }, unsupported],
    [{ WorkspaceName: 'x' }, unsupported],
    [{ Ipv6Address: '2001:db8::1' }, unsupported],
    [{ Tags: [{ Key: 'aws:x', Value: '' }] }, invalid],
    [{ WorkspaceProperties: { Protocols: ['PCOIP', 'WSP'] } }, unsupported],
    [{ WorkspaceProperties: { OperatingSystemName: 'UBUNTU_22_04' } }, unsupported],
    [{ WorkspaceProperties: { ComputeTypeName: 'GRAPHICS_G4DN' } }, unsupported],
    [{ WorkspaceProperties: { RootVolumeSizeGib: 100 } }, invalid],
    [{ WorkspaceProperties: { RootVolumeSizeGib: 175, UserVolumeSizeGib: 50 } }, invalid],
    [{ WorkspaceProperties: { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 90 } }, invalid],
    [
      { WorkspaceProperties: { RunningMode: 'ALWAYS_ON', RunningModeAutoStopTimeoutInMinutes: 60 } },
      'AutoStopTimeoutIsNotApplicableForAnAlwaysOnWorkspace',
    ],
    [
      { WorkspaceProperties: { RunningMode: 'MANUAL', RunningModeAutoStopTimeoutInMinutes: 120 } },
      'AutoStopTimeoutIsNotDefaultForManualWorkspace',
    ],
  ])('refuses %j', async (differences, code) => {
    const DirectoryId = await testRegistration(test.deps.database);
    expect(await create({ DirectoryId, ...differences })).toBe(code);
  });

  it.each<[Differences]>([
    [{ UserName: 'Jürgen von #1_a.b-c' }],
    [{ RootVolumeEncryptionEnabled: false, UserVolumeEncryptionEnabled: false }],
    [{ WorkspaceProperties: { RootVolumeSizeGib: 80, UserVolumeSizeGib: 10, ComputeTypeName: 'VALUE' } }],
    [{ WorkspaceProperties: { RootVolumeSizeGib: 2000, UserVolumeSizeGib: 2000 } }],
    [{ WorkspaceProperties: { Protocols: ['WSP'], RunningMode: 'MANUAL' } }],
  ])('accepts %j', async (differences) => {
    const DirectoryId = await testRegistration(test.deps.database);
    expect(await create({ DirectoryId, ...differences })).toMatch(/^ws-[0-9a-z]{9}$/);
  });

  it('refuses compute types larger than the host, each for itself, where the operator does not overcommit', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    const deps = { ...test.deps, host: { cpus: 2, memoryMib: 8192, overcommit: false } };
    const request = (UserName: string, ComputeTypeName: 'POWER' | 'VALUE') => ({
      ...{ DirectoryId, UserName, BundleId, WorkspaceProperties: { ComputeTypeName } },
    });
    const { FailedRequests, PendingRequests } = await CreateWorkspaces(
      testContext,
      { Workspaces: [request('large', 'POWER'), request('small', 'VALUE')] },
      deps,
    );
    expect(FailedRequests?.map((failed) => failed.ErrorCode)).toEqual(['ResourceUnavailableException']);
    expect(PendingRequests?.map((pending) => pending.UserName)).toEqual(['small']);
  });

  it('takes 1 to 25', () => {
    const Workspaces = Array.from({ length: 26 }, () => ({
      DirectoryId: 'd-0123456789',
      UserName: 'u',
      BundleId,
    }));
    expect(validationError('CreateWorkspaces', { Workspaces: [] })).toContain('greater than or equal to 1');
    expect(validationError('CreateWorkspaces', { Workspaces })).toContain('less than or equal to 25');
  });
});
