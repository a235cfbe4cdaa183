import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FatalStepError } from '../../workflows/workflow.ts';
import { openSecrets, sealSecrets } from '../model/secrets.ts';
import { ModifyWorkspaceState } from '../operations/ModifyWorkspaceState.ts';
import { RebootWorkspaces } from '../operations/RebootWorkspaces.ts';
import { StartWorkspaces } from '../operations/StartWorkspaces.ts';
import { StopWorkspaces } from '../operations/StopWorkspaces.ts';
import { recordConnection } from '../store/connections.ts';
import { findDesktop } from '../store/desktops.ts';
import { usageBetween } from '../store/usage.ts';
import { updateWorkspace } from '../store/workspaces.ts';
import { testClock, testContext } from '../testing.ts';
import { stopIdleDesktops } from './autoStop.ts';
import { ensureDesktopsRunning } from './reconcile.ts';
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

async function available(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  await updateWorkspace(world.database, workspaceId, {
    at: testClock.now(),
    running_mode: 'AUTO_STOP',
    auto_stop_timeout_minutes: 60,
    started_at: testClock.now(),
  });
  return workspaceId;
}

const stop = async (WorkspaceId: string) => {
  const input = { StopWorkspaceRequests: [{ WorkspaceId }] };
  expect(await StopWorkspaces(testContext, input, world.operationDeps)).toEqual({ FailedRequests: [] });
};
const start = async (WorkspaceId: string) => {
  const input = { StartWorkspaceRequests: [{ WorkspaceId }] };
  expect(await StartWorkspaces(testContext, input, world.operationDeps)).toEqual({ FailedRequests: [] });
};
const reboot = async (WorkspaceId: string) => {
  const input = { RebootWorkspaceRequests: [{ WorkspaceId }] };
  expect(await RebootWorkspaces(testContext, input, world.operationDeps)).toEqual({ FailedRequests: [] });
};

const last = async (workspaceId: string) => (await world.settled(workspaceId)).at(-1);
const state = async (workspaceId: string) => (await world.row(workspaceId))?.state;
const instance = (workspaceId: string) => world.engine.instanceMap.get(workspaceId);

async function stopped(): Promise<string> {
  const workspaceId = await available();
  await stop(workspaceId);
  expect(await last(workspaceId)).toBe('stop succeeded');
  return workspaceId;
}

it('gives a desktop from before there were side channels their secret when it starts', async () => {
  const workspaceId = await stopped();
  const sealer = world.deps.sealer;
  const row = await world.row(workspaceId);
  const { agentSecret: _, ...old } = openSecrets(sealer, workspaceId, row?.secrets ?? Buffer.alloc(0));
  const secrets = sealSecrets(sealer, workspaceId, old);
  await updateWorkspace(world.database, workspaceId, { at: testClock.now(), secrets });
  // It has its VNC password in the instance, and nothing of the agent.
  const files = instance(workspaceId)?.files;
  files?.delete('/etc/alcove/agent.secret');
  files?.delete('/etc/systemd/system/alcove-agent.socket.d/address.conf');
  await world.engine.stop(workspaceId);

  await start(workspaceId);
  expect(await last(workspaceId)).toBe('start succeeded');
  const desktop = await findDesktop(world.database, sealer, workspaceId);
  expect(desktop?.vncPassword).toBe(old.vncPassword);
  expect(files?.get('/etc/alcove/agent.secret')?.content).toBe(`${desktop?.agent.secret}\n`);
  expect(files?.has('/etc/systemd/system/alcove-agent.socket.d/address.conf')).toBe(true);
});

describe('stopping and starting', () => {
  it('freezes the desktop, and lets it go on as the same one', async () => {
    const workspaceId = await available();
    const pid = instance(workspaceId)?.pid;
    await stop(workspaceId);
    expect(await state(workspaceId)).toBe('STOPPING');
    expect(await last(workspaceId)).toBe('stop succeeded');
    expect(await state(workspaceId)).toBe('STOPPED');
    expect(instance(workspaceId)).toMatchObject({ status: 'Frozen', pid });
    expect(await ensureDesktopsRunning(world.deps)).toEqual([]);
    testClock.advance(HOUR_MS);
    await start(workspaceId);
    expect(await state(workspaceId)).toBe('STARTING');
    expect(await last(workspaceId)).toBe('start succeeded');
    expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE', started_at: testClock.now() });
    expect(instance(workspaceId)).toMatchObject({ status: 'Running', pid });
  });

  it('starts a desktop anew that was lost while it was stopped', async () => {
    const workspaceId = await stopped();
    await world.engine.crash(workspaceId);
    await world.volumes.unmount(`${workspaceId}.root`);
    await start(workspaceId);
    expect(await last(workspaceId)).toBe('start succeeded');
    expect(await state(workspaceId)).toBe('AVAILABLE');
    expect([...world.fabric.attached.values()]).toContain(instance(workspaceId)?.pid);
  });

  it('starts what does not answer when it is thawed', async () => {
    const workspaceId = await stopped();
    // Its VPC is connected again: the network may be what is wrong.
    world.faults.plan(`start ${workspaceId}`, 'before');
    world.engine.mute = true;
    await start(workspaceId);
    await vi.waitFor(() => expect(world.faults.isSpent).toBe(true), { timeout: 10_000 });
    world.engine.mute = false;
    expect(await last(workspaceId)).toBe('start succeeded');
  });

  it('leaves off what stopped by itself', async () => {
    const workspaceId = await available();
    await world.engine.crash(workspaceId);
    await stop(workspaceId);
    expect(await last(workspaceId)).toBe('stop succeeded');
    expect(instance(workspaceId)?.status).toBe('Stopped');
  });

  it('starts at once what became ALWAYS_ON on its way', async () => {
    const workspaceId = await available();
    world.faults.plan(`freeze ${workspaceId}`, 'before');
    await stop(workspaceId);
    await updateWorkspace(world.database, workspaceId, { at: testClock.now(), running_mode: 'ALWAYS_ON' });
    expect(await last(workspaceId)).toBe('start succeeded');
    expect(await state(workspaceId)).toBe('AVAILABLE');
  });

  it('shows what went wrong', async () => {
    const broken = new FatalStepError('the cgroup is gone');
    const cannotStop = await available();
    world.faults.plan(`freeze ${cannotStop}`, 'before', broken);
    await stop(cannotStop);
    expect(await last(cannotStop)).toBe('stop failed');
    expect(await world.row(cannotStop)).toMatchObject({ state: 'ERROR', error_code: 'StopFailed' });
    const cannotStart = await stopped();
    await world.engine.crash(cannotStart);
    world.faults.plan(`start ${cannotStart}`, 'before', broken);
    await start(cannotStart);
    expect(await last(cannotStart)).toBe('start failed');
    const row = await world.row(cannotStart);
    expect(row).toMatchObject({ state: 'ERROR', error_code: 'StartFailed' });
    expect(row?.error_message).toContain('could not be started: it failed in the step session (the cgroup');
    // An administrator tries again from there.
    await stop(cannotStart);
    await world.settled(cannotStart);
    await start(cannotStart);
    expect(await last(cannotStart)).toBe('start succeeded');
    expect(await world.row(cannotStart)).toMatchObject({ state: 'AVAILABLE', error_code: null });
  });

  it('lets a frozen desktop be terminated', async () => {
    const workspaceId = await stopped();
    const computerName = (await world.row(workspaceId))?.computer_name ?? '';
    await world.terminate(workspaceId);
    expect(await last(workspaceId)).toBe('terminate succeeded');
    expect(await world.remains(workspaceId, computerName)).toEqual([]);
  });
});

describe('rebooting', () => {
  it('makes another desktop of it', async () => {
    const workspaceId = await available();
    const pid = instance(workspaceId)?.pid;
    await reboot(workspaceId);
    expect(await state(workspaceId)).toBe('REBOOTING');
    expect(await last(workspaceId)).toBe('reboot succeeded');
    expect(await state(workspaceId)).toBe('AVAILABLE');
    expect(instance(workspaceId)?.status).toBe('Running');
    expect(instance(workspaceId)?.pid).not.toBe(pid);
    expect([...world.fabric.attached.values()]).toEqual([instance(workspaceId)?.pid]);
  });

  it('begins anew when it is asked for again', async () => {
    const workspaceId = await available();
    await reboot(workspaceId);
    await reboot(workspaceId);
    expect(await last(workspaceId)).toBe('reboot succeeded');
    expect(await state(workspaceId)).toBe('AVAILABLE');
  });

  it('shows what went wrong', async () => {
    const workspaceId = await available();
    world.faults.plan(`stop ${workspaceId}`, 'before', new FatalStepError('the engine is gone'));
    await reboot(workspaceId);
    expect(await last(workspaceId)).toBe('reboot failed');
    expect(await world.row(workspaceId)).toMatchObject({ state: 'ERROR', error_code: 'RebootFailed' });
  });
});

describe('a worker that dies', () => {
  const cases = [
    { steps: ['freeze', 'stopped'], prepare: available, act: stop, end: 'STOPPED', status: 'Frozen' },
    {
      steps: ['instance', 'session', 'health', 'started'],
      ...{ prepare: stopped, act: start, end: 'AVAILABLE', status: 'Running' },
    },
    {
      steps: ['shutdown', 'session', 'health', 'rebooted'],
      ...{ prepare: available, act: reboot, end: 'AVAILABLE', status: 'Running' },
    },
  ];
  it.each(cases)('at $steps is followed by one that completes it', async (test) => {
    const made: [boundary: string, workspaceId: string][] = [];
    for (const boundary of boundariesOf(test.steps)) {
      const workspaceId = await test.prepare();
      crashes.plan(workspaceId, boundary);
      await test.act(workspaceId);
      made.push([boundary, workspaceId]);
    }
    for (const [boundary, workspaceId] of made) {
      expect([boundary, await last(workspaceId)]).toEqual([boundary, expect.stringContaining('succeeded')]);
      expect([boundary, await state(workspaceId)]).toEqual([boundary, test.end]);
      expect(instance(workspaceId)?.status).toBe(test.status);
      const usage = await usageBetween(world.database, new Date(0), new Date('2100-01-01'));
      const running = usage.filter((row) => row.workspaceId === workspaceId && row.running);
      expect(running).toHaveLength(test.end === 'STOPPED' ? 0 : 1);
    }
    expect(crashes.isSpent).toBe(true);
  });
});

describe('AutoStop', () => {
  it('stops the desktops that nobody has been connected to for their time', async () => {
    const idle = await available();
    const connected = await available();
    const patient = await available();
    const maintained = await available();
    await updateWorkspace(world.database, patient, { auto_stop_timeout_minutes: 180 });
    const at = testClock.now();
    await recordConnection(world.database, { workspaceId: connected, state: 'CONNECTED', at });
    const WorkspaceState = 'ADMIN_MAINTENANCE';
    await ModifyWorkspaceState(testContext, { WorkspaceId: maintained, WorkspaceState }, world.operationDeps);
    testClock.advance(HOUR_MS - 1);
    expect(await stopIdleDesktops(world.deps)).toEqual([]);
    testClock.advance(1);
    expect(await stopIdleDesktops(world.deps)).toEqual([idle]);
    expect(await last(idle)).toBe('stop succeeded');
    expect(await state(idle)).toBe('STOPPED');
    expect(await stopIdleDesktops(world.deps)).toEqual([]);

    const left = testClock.now();
    await recordConnection(world.database, { workspaceId: connected, state: 'DISCONNECTED', at: left });
    testClock.advance(HOUR_MS);
    expect(await stopIdleDesktops(world.deps)).toEqual([connected]);
    expect(await state(maintained)).toBe('ADMIN_MAINTENANCE');
    expect(await state(patient)).toBe('AVAILABLE');
  });

  it('counts anew from each start', async () => {
    const workspaceId = await available();
    testClock.advance(HOUR_MS);
    await stopIdleDesktops(world.deps);
    await world.settled(workspaceId);
    await start(workspaceId);
    await world.settled(workspaceId);
    expect(await stopIdleDesktops(world.deps)).toEqual([]);
    testClock.advance(HOUR_MS);
    expect(await stopIdleDesktops(world.deps)).toEqual([workspaceId]);
    await world.settled(workspaceId);
  });
});
