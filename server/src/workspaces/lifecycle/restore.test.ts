import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FatalStepError } from '../../workflows/workflow.ts';
import { keptVolume, rootVolume, userVolume } from '../model/volumeNames.ts';
import { rebuildWorkspaces } from '../operations/RebuildWorkspaces.ts';
import { RestoreWorkspace } from '../operations/RestoreWorkspace.ts';
import { testContext } from '../testing.ts';
import { findLeftovers } from './leftovers.ts';
import { requestSnapshot } from './snapshotSchedule.ts';
import { boundariesOf, Crashes } from './testing/crashes.ts';
import { World } from './testing/world.ts';

const STEPS = [
  ...['user', 'stop', 'keep', 'machine-account', 'volumes', 'instance'],
  ...['domain-join', 'session', 'health', 'forget', 'restored'],
];

let world: World;
const crashes = new Crashes(() => world);

beforeEach(async () => {
  world = await World.create();
  await world.startWorker(crashes.onBoundary);
});
afterEach(() => world.close());

/** A WorkSpace with a snapshot of `letter` and `program`, and with `later` on both volumes since. */
async function withSnapshot(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  world.volumes.write(userVolume(workspaceId), 'letter');
  world.volumes.write(rootVolume(workspaceId), 'program');
  await requestSnapshot(world.deps, workspaceId);
  await world.settled(workspaceId);
  world.volumes.write(userVolume(workspaceId), 'later');
  world.volumes.write(rootVolume(workspaceId), 'later');
  return workspaceId;
}

const restore = (WorkspaceId: string) => RestoreWorkspace(testContext, { WorkspaceId }, world.operationDeps);
const last = async (workspaceId: string) => (await world.settled(workspaceId)).at(-1);
const content = (workspaceId: string) => ({
  root: world.volumes.content(rootVolume(workspaceId)),
  user: world.volumes.content(userVolume(workspaceId)),
});
const RESTORED = { root: ['wsi-d12xfce00', 'program'], user: ['letter'] };

describe('restoring', () => {
  it('puts both volumes back to the latest snapshot; the address stays', async () => {
    const workspaceId = await withSnapshot();
    const before = await world.row(workspaceId);
    await restore(workspaceId);
    expect(await last(workspaceId)).toBe('restore succeeded');
    const { ip_address, computer_name, management_address } = before ?? {};
    expect(await world.row(workspaceId)).toMatchObject({
      ...{ state: 'AVAILABLE', error_code: null, ip_address, computer_name, management_address },
    });
    expect(content(workspaceId)).toEqual(RESTORED);
    expect(world.engine.instanceMap.get(workspaceId)?.status).toBe('Running');
    expect(await findLeftovers(world.deps)).toEqual([]);
  });

  it('is possible again and again, from the same snapshot', async () => {
    const workspaceId = await withSnapshot();
    for (let index = 0; index < 2; index++) {
      world.volumes.write(userVolume(workspaceId), 'later');
      await restore(workspaceId);
      expect(await last(workspaceId)).toBe('restore succeeded');
      expect(content(workspaceId)).toEqual(RESTORED);
    }
  });

  it('keeps a volume as large as it has grown since', async () => {
    const workspaceId = await withSnapshot();
    await world.volumes.grow(userVolume(workspaceId), 100);
    await restore(workspaceId);
    expect(await last(workspaceId)).toBe('restore succeeded');
    expect(world.volumes.volumes.get(userVolume(workspaceId))?.sizeGib).toBe(100);
  });

  it('brings a WorkSpace back that became ERROR when it was rebuilt, with the keys of its new account', async () => {
    const workspaceId = await withSnapshot();
    world.faults.plan('createInstance', 'before', new FatalStepError('no such profile'));
    const RebuildWorkspaceRequests = [{ WorkspaceId: workspaceId }];
    await rebuildWorkspaces(0)(testContext, { RebuildWorkspaceRequests }, world.operationDeps);
    expect(await last(workspaceId)).toBe('rebuild failed');
    expect(world.engine.instanceMap.has(workspaceId)).toBe(false);
    await restore(workspaceId);
    expect(await last(workspaceId)).toBe('restore succeeded');
    expect(content(workspaceId)).toEqual(RESTORED);
    expect(world.engine.instanceMap.get(workspaceId)?.files.has('/etc/krb5.keytab')).toBe(true);
  });

  it('works for a user who cannot sign in now', async () => {
    const workspaceId = await withSnapshot();
    world.directories.users.delete((await world.row(workspaceId))?.user_name ?? '');
    await restore(workspaceId);
    expect(await last(workspaceId)).toBe('restore succeeded');
  });

  it('that fails for good ends in ERROR with the volumes as they were', async () => {
    const workspaceId = await withSnapshot();
    const before = content(workspaceId);
    world.faults.plan('start', 'before', new FatalStepError('out of memory'));
    await restore(workspaceId);
    expect(await last(workspaceId)).toBe('restore failed');
    const row = await world.row(workspaceId);
    expect(row).toMatchObject({ state: 'ERROR', error_code: 'RestoreFailed' });
    expect(row?.error_message).toContain('out of memory');
    expect(content(workspaceId)).toEqual(before);
    expect(world.volumes.volumes.has(keptVolume(userVolume(workspaceId)))).toBe(false);
    await restore(workspaceId);
    expect(await last(workspaceId)).toBe('restore succeeded');
    expect(content(workspaceId)).toEqual(RESTORED);
  });

  it('is completed when a worker dies at any boundary', async () => {
    const made: string[] = [];
    for (const boundary of boundariesOf(STEPS)) {
      const workspaceId = await withSnapshot();
      crashes.plan(workspaceId, boundary);
      await restore(workspaceId);
      made.push(workspaceId);
    }
    for (const workspaceId of made) {
      expect(await last(workspaceId)).toBe('restore succeeded');
      expect((await world.row(workspaceId))?.state).toBe('AVAILABLE');
      expect(content(workspaceId)).toEqual(RESTORED);
      expect(world.volumes.volumes.has(keptVolume(rootVolume(workspaceId)))).toBe(false);
    }
    expect(crashes.isSpent).toBe(true);
    expect(await findLeftovers(world.deps)).toEqual([]);
  }, 180_000);
});
