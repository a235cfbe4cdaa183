import type { WorkspaceProperties } from '@aws-sdk/client-workspaces';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FatalStepError } from '../../workflows/workflow.ts';
import { computeTypes } from '../model/computeTypes.ts';
import { rootVolume, userVolume } from '../model/volumeNames.ts';
import { DescribeWorkspaces } from '../operations/DescribeWorkspaces.ts';
import { ModifyWorkspaceProperties } from '../operations/ModifyWorkspaceProperties.ts';
import { StopWorkspaces } from '../operations/StopWorkspaces.ts';
import { sawUsage, usageBetween } from '../store/usage.ts';
import { refusal, testClock, testContext } from '../testing.ts';
import { boundariesOf, Crashes } from './testing/crashes.ts';
import { World } from './testing/world.ts';

const HOUR_MS = 3_600_000;

let world: World;
const crashes = new Crashes(() => world);

beforeEach(async () => {
  world = await World.create();
  await world.startWorker(crashes.onBoundary);
});
afterEach(() => world.close());

const modify = (WorkspaceId: string, WorkspaceProperties: WorkspaceProperties) =>
  ModifyWorkspaceProperties(testContext, { WorkspaceId, WorkspaceProperties }, world.operationDeps);
const last = async (workspaceId: string) => (await world.settled(workspaceId)).at(-1);
const instance = (workspaceId: string) => world.engine.instanceMap.get(workspaceId);
const described = async (id: string) =>
  (await DescribeWorkspaces(testContext, { WorkspaceIds: [id] }, world.operationDeps)).Workspaces?.[0];

/** A desktop of the bundle Standard that is six hours old. */
async function old(state: 'AVAILABLE' | 'STOPPED' = 'AVAILABLE'): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  testClock.advance(6 * HOUR_MS);
  if (state === 'AVAILABLE') return workspaceId;
  await modify(workspaceId, { RunningMode: 'AUTO_STOP' });
  const StopWorkspaceRequests = [{ WorkspaceId: workspaceId }];
  await StopWorkspaces(testContext, { StopWorkspaceRequests }, world.operationDeps);
  expect(await last(workspaceId)).toBe('stop succeeded');
  return workspaceId;
}

const NOTHING_MODIFIED = {
  ...{ modified_resource: null, modification_state: null, wanted_change: null, return_state: null },
};

describe('enlarging a volume', () => {
  it('lets the desktop go on, and counts from when it is done', async () => {
    const workspaceId = await old();
    const pid = instance(workspaceId)?.pid;
    await modify(workspaceId, { UserVolumeSizeGib: 100 });
    expect(await last(workspaceId)).toBe('modify succeeded');
    expect(await world.row(workspaceId)).toMatchObject({
      ...NOTHING_MODIFIED,
      ...{ state: 'AVAILABLE', user_volume_gib: 100, volumes_changed_at: testClock.now() },
    });
    expect(world.volumes.volumes.get(userVolume(workspaceId))?.sizeGib).toBe(100);
    expect(instance(workspaceId)).toMatchObject({ status: 'Running', pid });
    expect(await described(workspaceId)).toMatchObject({
      ...{ State: 'AVAILABLE', ModificationStates: [], WorkspaceProperties: { UserVolumeSizeGib: 100 } },
    });

    expect(await refusal(modify(workspaceId, { RootVolumeSizeGib: 175 }))).toBe(
      'InvalidResourceStateException',
    );
    testClock.advance(6 * HOUR_MS);
    await modify(workspaceId, { RootVolumeSizeGib: 175 });
    expect(await last(workspaceId)).toBe('modify succeeded');
    expect(world.volumes.volumes.get(rootVolume(workspaceId))?.sizeGib).toBe(175);
    expect(await world.row(workspaceId)).toMatchObject({ root_volume_gib: 175, user_volume_gib: 100 });
  });

  it('shows how far it is', async () => {
    const workspaceId = await old();
    const states: unknown[] = [];
    world.faults.plan(`growVolume ${userVolume(workspaceId)}`, 'before');
    const { grow } = world.volumes;
    world.volumes.grow = async (name, sizeGib) => {
      states.push((await described(workspaceId))?.ModificationStates);
      states.push(await refusal(modify(workspaceId, { ComputeTypeName: 'POWER' })));
      await grow.call(world.volumes, name, sizeGib);
    };
    await modify(workspaceId, { UserVolumeSizeGib: 100 });
    await world.settled(workspaceId);
    expect(states.slice(0, 2)).toEqual([
      [{ Resource: 'USER_VOLUME', State: 'UPDATE_IN_PROGRESS' }],
      'OperationInProgressException',
    ]);
  });

  it('leaves a stopped WorkSpace stopped', async () => {
    const workspaceId = await old('STOPPED');
    await modify(workspaceId, { UserVolumeSizeGib: 100 });
    expect(await last(workspaceId)).toBe('modify succeeded');
    expect(await world.row(workspaceId)).toMatchObject({ state: 'STOPPED', user_volume_gib: 100 });
    expect(instance(workspaceId)?.status).toBe('Frozen');
  });

  it('that fails leaves the size as it was, says why, and may be asked for again', async () => {
    const workspaceId = await old();
    const full = new FatalStepError('the disk is full');
    world.faults.plan(`growVolume ${userVolume(workspaceId)}`, 'before', full);
    await modify(workspaceId, { UserVolumeSizeGib: 100 });
    expect(await last(workspaceId)).toBe('modify failed');
    expect(await world.row(workspaceId)).toMatchObject({
      ...NOTHING_MODIFIED,
      ...{ state: 'AVAILABLE', user_volume_gib: 50, volumes_changed_at: null },
      error_code: 'ModificationFailed',
      error_message: 'The user volume could not be changed, and is as before: the disk is full',
    });
    await modify(workspaceId, { UserVolumeSizeGib: 100 });
    expect(await last(workspaceId)).toBe('modify succeeded');
    expect(await world.row(workspaceId)).toMatchObject({ user_volume_gib: 100, error_code: null });
  });
});

describe('changing the compute type', () => {
  it('to a larger one takes effect while the desktop goes on', async () => {
    for (const state of ['AVAILABLE', 'STOPPED'] as const) {
      const workspaceId = await old(state);
      const before = { pid: instance(workspaceId)?.pid, status: instance(workspaceId)?.status };
      await modify(workspaceId, { ComputeTypeName: 'POWER' });
      expect(await last(workspaceId)).toBe('modify succeeded');
      expect(instance(workspaceId)).toMatchObject({ ...before, spec: { cpus: 4, memoryMib: 16_384 } });
      expect(await world.row(workspaceId)).toMatchObject({
        ...{ state, compute_type: 'POWER', compute_enlarged_at: testClock.now(), compute_reduced_at: null },
      });
    }
  });

  it('to a smaller one restarts the desktop', async () => {
    const workspaceId = await old();
    const pid = instance(workspaceId)?.pid;
    await modify(workspaceId, { ComputeTypeName: 'VALUE' });
    expect(await last(workspaceId)).toBe('modify succeeded');
    expect(instance(workspaceId)).toMatchObject({ status: 'Running', spec: { cpus: 1, memoryMib: 2048 } });
    expect(instance(workspaceId)?.pid).not.toBe(pid);
    expect(await world.row(workspaceId)).toMatchObject({
      ...{ state: 'AVAILABLE', compute_type: 'VALUE' },
      ...{ compute_enlarged_at: null, compute_reduced_at: testClock.now() },
    });
  });

  it('to a smaller one shuts a stopped desktop down', async () => {
    const workspaceId = await old('STOPPED');
    await modify(workspaceId, { ComputeTypeName: 'VALUE' });
    expect(await last(workspaceId)).toBe('modify succeeded');
    expect(instance(workspaceId)).toMatchObject({ status: 'Stopped', spec: { cpus: 1, memoryMib: 2048 } });
    expect(await world.row(workspaceId)).toMatchObject({ state: 'STOPPED', compute_type: 'VALUE' });
  });

  it.each(['configure', 'start'])('that fails at %s leaves all as it was', async (call) => {
    const workspaceId = await old();
    world.faults.plan(`${call} ${workspaceId}`, 'after', new FatalStepError('no'));
    await modify(workspaceId, { ComputeTypeName: 'VALUE' });
    expect(await last(workspaceId)).toBe('modify failed');
    expect(await world.row(workspaceId)).toMatchObject({
      ...NOTHING_MODIFIED,
      ...{ state: 'AVAILABLE', compute_type: 'STANDARD', compute_reduced_at: null },
      error_message: 'The compute type could not be changed, and is as before: no',
    });
    const { cpus, memoryMib } = computeTypes.STANDARD;
    expect(instance(workspaceId)).toMatchObject({ status: 'Running', spec: { cpus, memoryMib } });
  });

  it('begins a new stretch of usage', async () => {
    const workspaceId = await old();
    const since = testClock.now();
    // Only time in which a worker was seen every few minutes counts.
    await sawUsage(world.database, since);
    testClock.advance(200_000);
    await modify(workspaceId, { ComputeTypeName: 'POWER' });
    await world.settled(workspaceId);
    testClock.advance(100_000);
    const usage = await usageBetween(world.database, since, testClock.now());
    expect(usage.map(({ computeType, seconds }) => [computeType, seconds])).toEqual([
      ['STANDARD', 200],
      ['POWER', 100],
    ]);
  });
});

describe('a modification whose WorkSpace is terminated', () => {
  it('gives way', async () => {
    const workspaceId = await old();
    const { grow } = world.volumes;
    world.volumes.grow = async (name, sizeGib) => {
      await world.terminate(workspaceId);
      await grow.call(world.volumes, name, sizeGib);
    };
    const { computer_name: computerName = '' } = (await world.row(workspaceId)) ?? {};
    await modify(workspaceId, { UserVolumeSizeGib: 100 });
    expect(await last(workspaceId)).toBe('terminate succeeded');
    expect(await world.row(workspaceId)).toBeUndefined();
    expect(await world.remains(workspaceId, computerName)).toEqual([]);
  });
});

describe('a worker that dies', () => {
  const grows = ['begin', 'volume', 'modified'];
  const enlarges = ['begin', 'limits', 'modified'];
  const reduces = ['begin', 'shutdown', 'limits', 'session', 'health', 'modified'];
  const reducesStopped = ['begin', 'shutdown', 'limits', 'modified'];
  const user = { user_volume_gib: 100 };

  it.each([
    ['AVAILABLE', { UserVolumeSizeGib: 100 }, grows, user],
    ['STOPPED', { UserVolumeSizeGib: 100 }, grows, user],
    ['AVAILABLE', { ComputeTypeName: 'POWER' }, enlarges, { compute_type: 'POWER' }],
    ['AVAILABLE', { ComputeTypeName: 'VALUE' }, reduces, { compute_type: 'VALUE' }],
    ['STOPPED', { ComputeTypeName: 'VALUE' }, reducesStopped, { compute_type: 'VALUE' }],
  ] as const)(
    'at any boundary of changing one that is %s by %j is followed by one that completes it',
    async (state, change, steps, changed) => {
      const made: string[] = [];
      for (const boundary of boundariesOf(steps)) {
        const workspaceId = await old(state);
        crashes.plan(workspaceId, boundary);
        await modify(workspaceId, change);
        made.push(workspaceId);
      }
      for (const workspaceId of made) {
        expect(await last(workspaceId)).toBe('modify succeeded');
        expect(await world.row(workspaceId)).toMatchObject({ ...NOTHING_MODIFIED, state, ...changed });
        expectLimits(workspaceId, 'compute_type' in changed ? changed.compute_type : 'STANDARD');
      }
      expect(crashes.isSpent).toBe(true);
    },
  );

  it('at any boundary of the undoing is followed by one that completes that', async () => {
    const made: string[] = [];
    for (const boundary of boundariesOf(['undo limits', 'undo shutdown'])) {
      const workspaceId = await old();
      crashes.plan(workspaceId, boundary);
      world.faults.plan(`start ${workspaceId}`, 'before', new FatalStepError('no'));
      await modify(workspaceId, { ComputeTypeName: 'VALUE' });
      made.push(workspaceId);
    }
    for (const workspaceId of made) {
      expect(await last(workspaceId)).toBe('modify failed');
      expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE', compute_type: 'STANDARD' });
      expect(instance(workspaceId)?.status).toBe('Running');
      expectLimits(workspaceId, 'STANDARD');
    }
    expect(crashes.isSpent).toBe(true);
  });

  function expectLimits(workspaceId: string, type: keyof typeof computeTypes): void {
    const { cpus, memoryMib } = computeTypes[type];
    expect(instance(workspaceId)?.spec).toMatchObject({ cpus, memoryMib });
  }
});
