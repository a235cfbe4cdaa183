import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runsFor } from '../../workflows/history.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { keptVolume, rootVolume, userVolume } from '../model/volumeNames.ts';
import { userCheckKey } from '../model/workflows.ts';
import { RebuildWorkspaces, rebuildWorkspaces } from '../operations/RebuildWorkspaces.ts';
import { StopWorkspaces } from '../operations/StopWorkspaces.ts';
import { updateRegistration } from '../store/registrations.ts';
import { updateWorkspace } from '../store/workspaces.ts';
import { testClock, testContext } from '../testing.ts';
import { findLeftovers } from './leftovers.ts';
import { requestSnapshot } from './snapshotSchedule.ts';
import { boundariesOf, Crashes } from './testing/crashes.ts';
import { World } from './testing/world.ts';

const STEPS = [
  ...['user', 'image', 'stop', 'keep', 'addresses', 'machine-account', 'volumes', 'instance'],
  ...['domain-join', 'session', 'health', 'forget', 'rebuilt'],
];

let world: World;
const crashes = new Crashes(() => world);

beforeEach(async () => {
  world = await World.create();
  await world.startWorker(crashes.onBoundary);
});
afterEach(() => world.close());

/** A WorkSpace with a snapshot of which `letter` is part, and `later` is not. */
async function withSnapshot(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  world.volumes.write(userVolume(workspaceId), 'letter');
  world.volumes.write(rootVolume(workspaceId), 'program');
  await requestSnapshot(world.deps, workspaceId);
  await world.settled(workspaceId);
  world.volumes.write(userVolume(workspaceId), 'later');
  return workspaceId;
}

async function rebuild(WorkspaceId: string, operation = rebuildWorkspaces(0)) {
  const input = { RebuildWorkspaceRequests: [{ WorkspaceId }] };
  return (await operation(testContext, input, world.operationDeps)).FailedRequests ?? [];
}

const last = async (workspaceId: string) => (await world.settled(workspaceId)).at(-1);
const content = (workspaceId: string) => ({
  root: world.volumes.content(rootVolume(workspaceId)),
  user: world.volumes.content(userVolume(workspaceId)),
});
const keptVolumes = (workspaceId: string) =>
  [rootVolume(workspaceId), userVolume(workspaceId)].filter((volume) =>
    world.volumes.volumes.has(keptVolume(volume)),
  );

describe('rebuilding', () => {
  it('gives a new root, the home of the latest snapshot, and a new address', async () => {
    const workspaceId = await withSnapshot();
    const before = await world.row(workspaceId);
    const instance = world.engine.instanceMap.get(workspaceId);
    expect(await rebuild(workspaceId)).toEqual([]);
    expect(await last(workspaceId)).toBe('rebuild succeeded');
    const after = await world.row(workspaceId);
    expect(after).toMatchObject({
      ...{ state: 'AVAILABLE', error_code: null, return_state: null },
      ...{ computer_name: before?.computer_name, management_address: before?.management_address },
    });
    expect(after?.ip_address).toMatch(/^10\.0\.[12]\.\d+$/);
    expect(after?.ip_address).not.toBe(before?.ip_address);
    expect(content(workspaceId)).toEqual({ root: ['wsi-d12xfce00'], user: ['letter'] });
    const renewed = world.engine.instanceMap.get(workspaceId);
    expect(renewed?.status).toBe('Running');
    expect(renewed?.spec.interfaces[1]?.mac).not.toBe(instance?.spec.interfaces[1]?.mac);
    expect([...world.fabric.attached]).toEqual([[renewed?.spec.interfaces[1]?.hostName, renewed?.pid]]);
    expect(world.directories.computers).toEqual(new Set([before?.computer_name]));
    expect(keptVolumes(workspaceId)).toEqual([]);
    expect(await findLeftovers(world.deps)).toEqual([]);
  });

  it('keeps what the user has where there is no snapshot yet', async () => {
    const workspaceId = await world.create();
    await world.settled(workspaceId);
    world.volumes.write(userVolume(workspaceId), 'letter');
    await rebuild(workspaceId);
    expect(await last(workspaceId)).toBe('rebuild succeeded');
    expect(content(workspaceId)).toEqual({ root: ['wsi-d12xfce00'], user: ['letter'] });
  });

  it('follows what the directory says now', async () => {
    const workspaceId = await withSnapshot();
    const computerName = (await world.row(workspaceId))?.computer_name ?? '';
    expect(world.directories.organizationalUnits.get(computerName)).toBeUndefined();
    await updateRegistration(world.database, world.directoryId, {
      default_organizational_unit: 'OU=Desktops,DC=corp,DC=example,DC=com',
      local_administrator: false,
    });
    await rebuild(workspaceId);
    expect(await last(workspaceId)).toBe('rebuild succeeded');
    expect(world.directories.organizationalUnits.get(computerName)).toBe(
      'OU=Desktops,DC=corp,DC=example,DC=com',
    );
    const { files } = world.engine.instanceMap.get(workspaceId) ?? {};
    expect(files?.get('/etc/sudoers.d/alcove')?.content).toBe('');
  });

  it.each(['gone', 'disabled'])('leaves the WorkSpace of a user who is %s as it is', async (how) => {
    const workspaceId = await withSnapshot();
    const before = await world.row(workspaceId);
    const instance = { ...world.engine.instanceMap.get(workspaceId) };
    const user = world.directories.users.get(before?.user_name ?? '');
    if (!user) throw new Error('no user');
    if (how === 'gone') world.directories.users.delete(user.userName);
    else world.directories.users.set(user.userName, { ...user, enabled: false });
    expect(await rebuild(workspaceId, RebuildWorkspaces)).toMatchObject([
      { ErrorCode: 'InvalidUserConfiguration.Workspace' },
    ]);
    expect(await world.row(workspaceId)).toEqual(before);
    expect(await last(userCheckKey(workspaceId))).toBe('checkUser succeeded');

    // And where nobody could be asked at once.
    expect(await rebuild(workspaceId)).toEqual([]);
    expect(await last(workspaceId)).toBe('rebuild succeeded');
    expect(await world.row(workspaceId)).toEqual({
      ...before,
      // By the record of usage, it was not running while it was looked at.
      started_at: testClock.now(),
      error_code: 'InvalidUserConfiguration.Workspace',
      error_message: 'The user was either not found or is misconfigured.',
    });
    expect({ ...world.engine.instanceMap.get(workspaceId) }).toEqual(instance);
    expect(content(workspaceId).user).toEqual(['letter', 'later']);
  });

  it('puts a stopped WorkSpace back to STOPPED where it cannot be rebuilt', async () => {
    const workspaceId = await withSnapshot();
    const row = await world.row(workspaceId);
    await updateWorkspace(world.database, workspaceId, { at: testClock.now(), running_mode: 'MANUAL' });
    const input = { StopWorkspaceRequests: [{ WorkspaceId: workspaceId }] };
    await StopWorkspaces(testContext, input, world.operationDeps);
    await world.settled(workspaceId);
    world.directories.users.delete(row?.user_name ?? '');
    await rebuild(workspaceId);
    await world.settled(workspaceId);
    expect((await world.row(workspaceId))?.state).toBe('STOPPED');
    expect(world.engine.instanceMap.get(workspaceId)?.status).toBe('Frozen');
  });

  it('touches nothing where the directory does not answer', async () => {
    const workspaceId = await withSnapshot();
    world.faults.plan('findUser', 'before', new FatalStepError('no controller answers'), 2);
    await rebuild(workspaceId, RebuildWorkspaces);
    expect(await last(workspaceId)).toBe('rebuild failed');
    expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE', error_code: 'RebuildFailed' });
    expect(world.engine.instanceMap.get(workspaceId)?.status).toBe('Running');
  });

  it.each(['renewed account', 'volumes', 'instance', 'files', 'start', 'attach'])(
    'that fails for good (%s) ends in ERROR with the volumes as they were, and can be tried again',
    async (what) => {
      const workspaceId = await withSnapshot();
      const computerName = (await world.row(workspaceId))?.computer_name ?? '';
      const before = content(workspaceId);
      const call = {
        'renewed account': `ensureMachineAccount ${computerName}`,
        volumes: `replaceVolume ${userVolume(workspaceId)}`,
        instance: 'createInstance',
        files: 'writeFile',
        start: 'start',
        attach: 'attach',
      }[what];
      world.faults.plan(call ?? '', 'after', new FatalStepError('no space left on device'));
      await rebuild(workspaceId);
      expect(await last(workspaceId)).toBe('rebuild failed');
      const failed = await world.row(workspaceId);
      expect(failed).toMatchObject({ state: 'ERROR', error_code: 'RebuildFailed', return_state: null });
      expect(failed?.error_message).toContain('no space left on device');
      expect(content(workspaceId)).toEqual(before);
      expect([keptVolumes(workspaceId), await findLeftovers(world.deps)]).toEqual([[], []]);
      await rebuild(workspaceId);
      expect(await last(workspaceId)).toBe('rebuild succeeded');
      expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE', error_code: null });
      expect(content(workspaceId).user).toEqual(['letter']);
    },
  );

  it('makes a WorkSpace whose provisioning failed, and invites its user', async () => {
    const workspaceId = await world.create({ exists: false });
    expect(await last(workspaceId)).toBe('provision failed');
    expect(await rebuild(workspaceId, RebuildWorkspaces)).toMatchObject([
      { ErrorCode: 'InvalidUserConfiguration.Workspace' },
    ]);
    const { user_name: userName, computer_name: computerName } = (await world.row(workspaceId)) ?? {};
    world.directories.addUser(userName ?? '');
    world.faults.plan('attach', 'before', new FatalStepError('no route'));
    await rebuild(workspaceId, RebuildWorkspaces);
    expect(await last(workspaceId)).toBe('rebuild failed');
    expect((await world.row(workspaceId))?.state).toBe('ERROR');
    expect(await world.remains(workspaceId, computerName ?? '')).toEqual([]);
    await rebuild(workspaceId, RebuildWorkspaces);
    expect(await last(workspaceId)).toBe('rebuild succeeded');
    const row = await world.row(workspaceId);
    expect(row?.state).toBe('AVAILABLE');
    expect(row?.available_at).not.toBeNull();
    expect(await last(`${workspaceId}/invitation`)).toBe('deliverInvitation succeeded');
  });

  it('that a termination interrupts leaves nothing behind', async () => {
    const workspaceId = await withSnapshot();
    const computerName = (await world.row(workspaceId))?.computer_name ?? '';
    world.engine.mute = true;
    await rebuild(workspaceId);
    await world.terminate(workspaceId);
    expect(await last(workspaceId)).toBe('terminate succeeded');
    expect(await world.remains(workspaceId, computerName)).toEqual([]);
  });

  it('names its steps', async () => {
    const workspaceId = await withSnapshot();
    await rebuild(workspaceId);
    await world.settled(workspaceId);
    const [run] = await runsFor(world.database, workspaceId);
    expect(run?.steps.map((step) => step.name)).toEqual(STEPS);
  });

  it('is completed when a worker dies at any boundary', async () => {
    const made: { workspaceId: string; address: string | null | undefined }[] = [];
    for (const boundary of boundariesOf(STEPS)) {
      const workspaceId = await withSnapshot();
      made.push({ workspaceId, address: (await world.row(workspaceId))?.ip_address });
      crashes.plan(workspaceId, boundary);
      await rebuild(workspaceId);
    }
    for (const { workspaceId, address } of made) {
      expect(await last(workspaceId)).toBe('rebuild succeeded');
      const row = await world.row(workspaceId);
      expect(row?.state).toBe('AVAILABLE');
      expect(row?.ip_address).not.toBe(address);
      expect(content(workspaceId)).toEqual({ root: ['wsi-d12xfce00'], user: ['letter'] });
      expect(keptVolumes(workspaceId)).toEqual([]);
    }
    expect(crashes.isSpent).toBe(true);
    expect(await findLeftovers(world.deps)).toEqual([]);
    expect(world.fabric.attached.size).toBe(made.length);
  }, 180_000);

  it('is undone when a worker dies at any boundary of the undoing', async () => {
    const undone = ['keep', 'machine-account', 'instance'];
    const made: string[] = [];
    for (const boundary of boundariesOf(undone)) {
      const workspaceId = await withSnapshot();
      world.faults.plan(`attach ${workspaceId}`, 'after', new FatalStepError('no route'));
      crashes.plan(workspaceId, `undo ${boundary}`);
      await rebuild(workspaceId);
      made.push(workspaceId);
    }
    for (const workspaceId of made) {
      expect(await last(workspaceId)).toBe('rebuild failed');
      expect((await world.row(workspaceId))?.state).toBe('ERROR');
      expect(content(workspaceId).user).toEqual(['letter', 'later']);
      expect(keptVolumes(workspaceId)).toEqual([]);
    }
    expect(crashes.isSpent).toBe(true);
  }, 180_000);
});
