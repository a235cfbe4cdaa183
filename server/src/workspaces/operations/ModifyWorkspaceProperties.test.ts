import type { WorkspaceProperties } from '@aws-sdk/client-workspaces';
import { describe, expect, it } from 'vitest';
import { type WorkspaceState, workspaceStates } from '../model/states.ts';
import { findWorkspace, updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import {
  queuedRuns,
  refusal,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspaces } from './DescribeWorkspaces.ts';
import { ModifyWorkspaceProperties } from './ModifyWorkspaceProperties.ts';

const test = useWorkspaces();

const modify = (WorkspaceId: string, WorkspaceProperties: WorkspaceProperties, context = testContext) =>
  ModifyWorkspaceProperties(context, { WorkspaceId, WorkspaceProperties }, test.deps);

async function workspace(state: WorkspaceState): Promise<string> {
  return testWorkspace(test.deps.database, await testRegistration(test.deps.database), state);
}

const HOUR_MS = 3_600_000;

/** One that is old enough for every change, in the bundle Standard. */
async function oldWorkspace(
  state: WorkspaceState = 'AVAILABLE',
  differences: Partial<Pick<WorkspaceRow, 'user_volume_gib' | 'volumes_changed_at'>> = {},
): Promise<string> {
  const id = await workspace(state);
  const created_at = new Date(testClock.now().getTime() - 6 * HOUR_MS);
  await updateWorkspace(test.deps.database, id, { at: testClock.now(), created_at, ...differences });
  return id;
}

const described = async (id: string) =>
  (await DescribeWorkspaces(testContext, { WorkspaceIds: [id] }, test.deps)).Workspaces?.[0];

async function running(workspaceId: string) {
  const row = await findWorkspace(test.deps.database, workspaceId);
  return [row?.running_mode, row?.auto_stop_timeout_minutes];
}

describe('ModifyWorkspaceProperties', () => {
  it('switches the running mode to and fro', async () => {
    const id = await workspace('AVAILABLE');
    await modify(id, { RunningMode: 'ALWAYS_ON' });
    expect(await running(id)).toEqual(['ALWAYS_ON', null]);
    await modify(id, { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 120 });
    expect(await running(id)).toEqual(['AUTO_STOP', 120]);
    await modify(id, { RunningMode: 'AUTO_STOP' });
    expect(await running(id)).toEqual(['AUTO_STOP', 120]);
    await modify(id, { RunningModeAutoStopTimeoutInMinutes: 60 });
    expect(await running(id)).toEqual(['AUTO_STOP', 60]);
    await modify(await workspace('STOPPED'), { RunningMode: 'MANUAL' });
  });

  it('switches the protocol, which the next connection has', async () => {
    const id = await workspace('AVAILABLE');
    const protocols = async () => (await described(id))?.WorkspaceProperties?.Protocols;
    expect(await protocols()).toEqual(['WSP']);
    await modify(id, { Protocols: ['PCOIP'] });
    expect(await protocols()).toEqual(['PCOIP']);
    await modify(id, { Protocols: ['PCOIP'], RunningMode: 'ALWAYS_ON' }); // one change, and what is there already
    const both = modify(id, { Protocols: ['WSP'], RunningMode: 'AUTO_STOP' });
    expect(await refusal(both)).toBe('InvalidParameterValuesException');
    expect(await refusal(modify(await workspace('MAINTENANCE'), { Protocols: ['PCOIP'] }))).toBe(
      'InvalidResourceStateException',
    );
  });

  it('accepts the present mode while the WorkSpace is PENDING, and nothing else', async () => {
    const id = await workspace('PENDING');
    await modify(id, { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 60 });
    await modify(id, { RunningMode: 'AUTO_STOP' });
    for (const change of [
      { RunningMode: 'ALWAYS_ON' },
      { RunningModeAutoStopTimeoutInMinutes: 120 },
    ] as const) {
      expect(await refusal(modify(id, change))).toBe('InvalidResourceStateException');
    }
    const terminating = await workspace('TERMINATING');
    expect(await refusal(modify(terminating, { RunningMode: 'AUTO_STOP' }))).toBe(
      'InvalidResourceStateException',
    );
    expect(await running(id)).toEqual(['AUTO_STOP', 60]);
  });

  it('starts a stopped WorkSpace that is to be always on', async () => {
    const id = await workspace('STOPPED');
    await modify(id, { RunningMode: 'ALWAYS_ON' });
    expect((await described(id))?.State).toBe('STARTING');
    expect(await queuedRuns(test.database)).toContain(`workspaces.start ${id}`);
    const manual = await workspace('STOPPED');
    await modify(manual, { RunningMode: 'MANUAL' });
    expect((await described(manual))?.State).toBe('STOPPED');
  });

  it('switches the running mode unless something is under way that goes by it', async () => {
    const refused: string[] = [];
    for (const state of workspaceStates) {
      const code = await refusal(modify(await workspace(state), { RunningMode: 'MANUAL' }));
      if (code !== 'accepted') refused.push(`${state} ${code}`);
    }
    expect(refused).toEqual([
      'PENDING InvalidResourceStateException',
      'MAINTENANCE InvalidResourceStateException',
      'TERMINATING InvalidResourceStateException',
      'TERMINATED InvalidResourceStateException',
      'SUSPENDED InvalidResourceStateException',
      'UPDATING OperationInProgressException',
    ]);
  });

  it.each([
    [{ UserVolumeSizeGib: 100 }, 'USER_VOLUME', { userVolumeGib: 100 }],
    [{ ComputeTypeName: 'POWER' }, 'COMPUTE_TYPE', { computeType: 'POWER' }],
    [{ ComputeTypeName: 'VALUE', UserVolumeSizeGib: 50 }, 'COMPUTE_TYPE', { computeType: 'VALUE' }],
  ] as const)('begins the change %j', async (properties, Resource, wanted) => {
    for (const state of ['AVAILABLE', 'STOPPED'] as const) {
      const id = await oldWorkspace(state);
      expect(await modify(id, properties)).toEqual({});
      expect(await described(id)).toMatchObject({
        State: 'UPDATING',
        ModificationStates: [{ Resource, State: 'UPDATE_INITIATED' }],
        WorkspaceProperties: { UserVolumeSizeGib: 50, ComputeTypeName: 'STANDARD' },
      });
      const row = await findWorkspace(test.deps.database, id);
      expect([row?.wanted_change, row?.return_state]).toEqual([wanted, state]);
      expect(await queuedRuns(test.database)).toContain(`workspaces.modify ${id}`);
    }
  });

  it('enlarges the root volume once the user volume has 100 GiB', async () => {
    const id = await oldWorkspace('AVAILABLE', { user_volume_gib: 100 });
    await modify(id, { RootVolumeSizeGib: 175 });
    expect((await described(id))?.ModificationStates).toEqual([
      { Resource: 'ROOT_VOLUME', State: 'UPDATE_INITIATED' },
    ]);
  });

  it('makes one change at a time', async () => {
    const id = await oldWorkspace();
    const both = [modify(id, { UserVolumeSizeGib: 100 }), modify(id, { ComputeTypeName: 'POWER' })];
    expect((await Promise.all(both.map(refusal))).sort()).toEqual([
      'OperationInProgressException',
      'accepted',
    ]);
    for (const change of [{ UserVolumeSizeGib: 100 }, { RunningMode: 'ALWAYS_ON' }] as const) {
      expect(await refusal(modify(id, change))).toBe('OperationInProgressException');
    }
    expect((await queuedRuns(test.database)).filter((run) => run === `workspaces.modify ${id}`)).toHaveLength(
      1,
    );
  });

  it('changes nothing where all is as asked for', async () => {
    const id = await workspace('AVAILABLE');
    await modify(id, { RootVolumeSizeGib: 80, UserVolumeSizeGib: 50, ComputeTypeName: 'STANDARD' });
    await modify(id, { RunningMode: 'AUTO_STOP', UserVolumeSizeGib: 50 });
    expect(await described(id)).toMatchObject({ State: 'AVAILABLE', ModificationStates: [] });
  });

  it('changes sizes and compute of AVAILABLE and STOPPED WorkSpaces alone', async () => {
    for (const state of workspaceStates) {
      if (['AVAILABLE', 'STOPPED', 'UPDATING'].includes(state)) continue;
      const code = await refusal(modify(await oldWorkspace(state), { UserVolumeSizeGib: 100 }));
      expect([state, code]).toEqual([state, 'InvalidResourceStateException']);
    }
  });

  const invalid = 'InvalidParameterValuesException';
  const unsupported = 'UnsupportedWorkspaceConfigurationException';
  it.each<[WorkspaceProperties, string]>([
    [{ RootVolumeSizeGib: 175 }, invalid],
    [{ UserVolumeSizeGib: 10 }, invalid],
    [{ UserVolumeSizeGib: 60 }, invalid],
    [{ RootVolumeSizeGib: 175, UserVolumeSizeGib: 100 }, invalid],
    [{ UserVolumeSizeGib: 100, ComputeTypeName: 'POWER' }, invalid],
    [{ UserVolumeSizeGib: 100, RunningMode: 'ALWAYS_ON' }, invalid],
    [{ ComputeTypeName: 'GRAPHICS_G4DN' }, unsupported],
    [{ Protocols: ['PCOIP', 'WSP'] }, unsupported],
    [{ GlobalAccelerator: { Mode: 'DISABLED' } }, unsupported],
  ])('refuses %j', async (properties, code) => {
    const id = await oldWorkspace();
    expect(await refusal(modify(id, properties))).toBe(code);
    expect(await described(id)).toMatchObject({ State: 'AVAILABLE', ModificationStates: [] });
  });

  it('refuses what comes too soon, by the clock', async () => {
    const state = 'InvalidResourceStateException';
    expect(await refusal(modify(await workspace('AVAILABLE'), { UserVolumeSizeGib: 100 }))).toBe(state);
    const changed = await oldWorkspace('AVAILABLE', { volumes_changed_at: testClock.now() });
    expect(await refusal(modify(changed, { UserVolumeSizeGib: 100 }))).toBe(state);
    testClock.advance(6 * HOUR_MS);
    expect(await refusal(modify(changed, { UserVolumeSizeGib: 100 }))).toBe('accepted');
  });

  it('refuses compute types larger than the host where the operator does not overcommit', async () => {
    const id = await oldWorkspace();
    const deps = { ...test.deps, host: { cpus: 2, memoryMib: 8192, overcommit: false } };
    const to = (ComputeTypeName: 'POWER' | 'PERFORMANCE') =>
      refusal(
        ModifyWorkspaceProperties(
          testContext,
          { WorkspaceId: id, WorkspaceProperties: { ComputeTypeName } },
          deps,
        ),
      );
    expect(await to('POWER')).toBe('ResourceUnavailableException');
    expect(await to('PERFORMANCE')).toBe('accepted');
  });

  it('refuses replication and WorkSpaces that are not there', async () => {
    const id = await workspace('AVAILABLE');
    const replicate = { WorkspaceId: id, DataReplication: 'NO_REPLICATION' } as const;
    expect(await refusal(ModifyWorkspaceProperties(testContext, replicate, test.deps))).toBe(unsupported);
    expect(await refusal(modify('ws-000000000', { RunningMode: 'ALWAYS_ON' }))).toBe(
      'ResourceNotFoundException',
    );
    expect(await refusal(modify(id, { RunningMode: 'ALWAYS_ON' }, strangerContext))).toBe(
      'ResourceNotFoundException',
    );
    expect(await running(id)).toEqual(['AUTO_STOP', 60]);
  });

  it('refuses what makes no sense', async () => {
    const id = await workspace('AVAILABLE');
    expect(await refusal(modify(id, {}))).toBe(invalid);
    expect(await refusal(ModifyWorkspaceProperties(testContext, { WorkspaceId: id }, test.deps))).toBe(
      invalid,
    );
    expect(await refusal(modify(id, { RunningModeAutoStopTimeoutInMinutes: 61 }))).toBe(invalid);
    expect(
      await refusal(modify(id, { RunningMode: 'ALWAYS_ON', RunningModeAutoStopTimeoutInMinutes: 60 })),
    ).toBe(invalid);
    expect(
      validationError('ModifyWorkspaceProperties', {
        WorkspaceId: 'ws-000000000',
        WorkspaceProperties: { RunningMode: 'X' },
      }),
    ).toContain('enum');
    expect(
      validationError('ModifyWorkspaceProperties', {
        WorkspaceId: 'ws-000000000',
        WorkspaceProperties: { ComputeTypeName: 'HUGE' },
      }),
    ).toContain('enum');
  });
});
