import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLeftovers, removeLeftovers } from './leftovers.ts';
import { ensureDesktopsRunning } from './reconcile.ts';
import { World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
  await world.startWorker();
});
afterEach(() => world.close());

async function available(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  return workspaceId;
}

describe('reconciliation', () => {
  it('leaves desktops that run alone', async () => {
    await available();
    expect(await ensureDesktopsRunning(world.deps)).toEqual([]);
  });

  it('starts and connects desktops that stopped', async () => {
    const [stopped] = [await available(), await available()];
    await world.engine.crash(stopped);
    expect(await ensureDesktopsRunning(world.deps)).toEqual([stopped]);
    expect(await world.settled(stopped)).toEqual(['provision succeeded', 'recover succeeded']);
    const instance = world.engine.instanceMap.get(stopped);
    expect(instance?.status).toBe('Running');
    expect([...world.fabric.attached.values()]).toContain(instance?.pid);
    expect(await world.row(stopped)).toMatchObject({ state: 'AVAILABLE', recovering: false });
    expect(await ensureDesktopsRunning(world.deps)).toEqual([]);
  });

  it('connects desktops that were restarted from inside', async () => {
    const workspaceId = await available();
    await world.engine.crash(workspaceId);
    await world.engine.start(workspaceId);
    expect(await ensureDesktopsRunning(world.deps)).toEqual([workspaceId]);
    await world.settled(workspaceId);
    expect([...world.fabric.attached.values()]).toEqual([world.engine.instanceMap.get(workspaceId)?.pid]);
  });

  it('asks once at a time', async () => {
    const workspaceId = await available();
    await world.engine.crash(workspaceId);
    const asked = await Promise.all([ensureDesktopsRunning(world.deps), ensureDesktopsRunning(world.deps)]);
    expect(asked.flat()).toEqual([workspaceId]);
  });

  it('shows what does not come back as UNHEALTHY, and tries again', async () => {
    const workspaceId = await available();
    await world.engine.crash(workspaceId);
    world.faults.plan('start', 'before', new Error('out of memory'), 3);
    await ensureDesktopsRunning(world.deps);
    expect(await world.settled(workspaceId)).toEqual(['provision succeeded', 'recover failed']);
    expect(await world.row(workspaceId)).toMatchObject({
      ...{ state: 'UNHEALTHY', error_code: 'UnhealthyWorkspace', error_message: 'out of memory' },
    });
    await ensureDesktopsRunning(world.deps);
    await world.settled(workspaceId);
    expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE', error_code: null });
  });

  it('does not touch desktops on their way out', async () => {
    const workspaceId = await available();
    world.faults.plan('deleteInstance', 'before', new Error('busy'));
    await world.terminate(workspaceId);
    await world.engine.crash(workspaceId);
    expect(await ensureDesktopsRunning(world.deps)).toEqual([]);
    await world.settled(workspaceId);
  });
});

describe('leftovers', () => {
  it('are what no WorkSpace has, and can be removed', async () => {
    const workspaceId = await available();
    const labels = { installation: 'test', workspaceId: 'ws-000000000' };
    await world.volumes.create('ws-000000000.user', { sizeGib: 1 });
    await world.volumes.create('wsi-000000000.root', { sizeGib: 1 });
    const spec = world.engine.instanceMap.get(workspaceId)?.spec;
    if (!spec) throw new Error('no instance');
    await world.engine.createInstance({ ...spec, name: 'ws-000000000', labels });
    const leftovers = [
      { kind: 'instance', name: 'ws-000000000' },
      { kind: 'volume', name: 'ws-000000000.user' },
      { kind: 'volume', name: 'wsi-000000000.root' },
    ];
    expect(await findLeftovers(world.deps)).toEqual(leftovers);
    expect(await removeLeftovers(world.deps)).toEqual(leftovers);
    expect(await findLeftovers(world.deps)).toEqual([]);
    expect([...world.engine.instanceMap.keys()]).toEqual([workspaceId]);
  });
});
