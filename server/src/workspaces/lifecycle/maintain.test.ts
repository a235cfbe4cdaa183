import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { EngineError } from '../../engine/engine.ts';
import { Interrupted } from '../../workflows/interruption.ts';
import type { Boundary } from '../../workflows/task.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { updateRegistration } from '../store/registrations.ts';
import { changeState, updateWorkspace } from '../store/workspaces.ts';
import { testClock } from '../testing.ts';
import { beginDueMaintenance, requestMaintenance } from './maintenanceSchedule.ts';
import { ensureDesktopsRunning } from './reconcile.ts';
import { World } from './testing/world.ts';

const PHASES = ['before', 'after'] as const;

let world: World;
/** Where the worker leaves the run of a WorkSpace, as a killed one would. */
const crashes = new Map<string, string>();
/** What the desktop's updates come to. */
let report: string;
let rebootRequired: boolean;
let commands: string[];

beforeEach(async () => {
  world = await World.create();
  crashes.clear();
  [report, rebootRequired, commands] = ['nothing\n0\n', false, []];
  world.engine.answer = (_name, command) => {
    commands.push(command.join(' '));
    if (command[0] === 'test') return { exitCode: rebootRequired ? 0 : 1 };
    if (command[0] === 'head') return { stdout: report };
    return {};
  };
  await world.startWorker(async ({ runId, step, phase }: Boundary) => {
    const workspaceId = await world.keyOf(runId);
    if (crashes.get(workspaceId) !== `${step} ${phase}`) return;
    crashes.delete(workspaceId);
    throw new Interrupted({ kind: 'unavailable' });
  });
});
afterEach(() => world.close());

async function available(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  return workspaceId;
}

async function stopped(): Promise<string> {
  const workspaceId = await available();
  await world.engine.freeze(workspaceId);
  const autoStop = { running_mode: 'AUTO_STOP', auto_stop_timeout_minutes: 60 } as const;
  await updateWorkspace(world.database, workspaceId, {
    at: testClock.now(),
    ...autoStop,
    created_at: new Date('2026-01-01T00:00:00Z'),
  });
  await inTransaction(world.database, async (transaction) => {
    await changeState(transaction, workspaceId, 'stop', { at: testClock.now() });
    await changeState(transaction, workspaceId, 'stopped', { at: testClock.now() });
  });
  return workspaceId;
}

const request = (workspaceId: string, interrupt = false) =>
  requestMaintenance(world.deps, workspaceId, { interrupt });
const last = async (workspaceId: string) => (await world.settled(workspaceId)).at(-1);
const statusOf = (workspaceId: string) => world.engine.instanceMap.get(workspaceId)?.status;

describe('maintenance', () => {
  it('installs the updates of one that runs, in MAINTENANCE, without restarting it', async () => {
    const workspaceId = await available();
    const pid = world.engine.instanceMap.get(workspaceId)?.pid;
    let during: string | undefined;
    report = 'updated\n3\n';
    const { answer } = world.engine;
    world.engine.answer = (name, command) => {
      during ??= name;
      return answer(name, command);
    };
    await request(workspaceId);
    expect(await world.row(workspaceId)).toMatchObject({ state: 'MAINTENANCE', return_state: 'AVAILABLE' });
    expect(await last(workspaceId)).toBe('maintain succeeded');
    expect(during).toBe(workspaceId);
    expect(commands[0]).toBe('systemctl start alcove-updates.service');
    expect(await world.row(workspaceId)).toMatchObject({
      ...{ state: 'AVAILABLE', return_state: null, error_code: null, maintained_at: testClock.now() },
    });
    expect(world.engine.instanceMap.get(workspaceId)?.pid).toBe(pid);
  });

  it('starts one that is stopped, and stops it again with its programs', async () => {
    const workspaceId = await stopped();
    const pid = world.engine.instanceMap.get(workspaceId)?.pid;
    await request(workspaceId);
    expect(await last(workspaceId)).toBe('maintain succeeded');
    expect(commands).not.toEqual([]);
    expect(await world.row(workspaceId)).toMatchObject({ state: 'STOPPED', return_state: null });
    expect(world.engine.instanceMap.get(workspaceId)).toMatchObject({ status: 'Frozen', pid });
  });

  it('restarts where an update asks for it', async () => {
    for (const workspaceId of [await available(), await stopped()]) {
      const before = world.engine.instanceMap.get(workspaceId);
      const [pid, status] = [before?.pid, before?.status];
      rebootRequired = true;
      await request(workspaceId);
      expect(await last(workspaceId)).toBe('maintain succeeded');
      expect(world.engine.instanceMap.get(workspaceId)?.pid).not.toBe(pid);
      expect(statusOf(workspaceId)).toBe(status);
      expect((await world.row(workspaceId))?.attached_pid).toBe(
        world.engine.instanceMap.get(workspaceId)?.pid,
      );
    }
  });

  it.each([
    ['no mirror is reached', () => ({ stdout: 'failed\n0\nE: no mirror' })],
    ['the image has no such unit', () => ({ exitCode: 5, stderr: 'Unit not found.' })],
    [
      'it takes too long',
      () => {
        throw new EngineError('the command took too long', 408);
      },
    ],
  ])('goes back to AVAILABLE where %s', async (_what, answer) => {
    const workspaceId = await available();
    world.engine.answer = answer;
    await request(workspaceId);
    expect(await last(workspaceId)).toBe('maintain succeeded');
    expect(await world.row(workspaceId)).toMatchObject({
      state: 'AVAILABLE',
      maintained_at: testClock.now(),
    });
  });

  it('leaves one that does not come back UNHEALTHY, and brings it back later', async () => {
    const workspaceId = await available();
    rebootRequired = true;
    world.faults.plan('stop', 'after', new FatalStepError('out of memory'));
    await request(workspaceId);
    expect(await last(workspaceId)).toBe('maintain failed');
    expect(await world.row(workspaceId)).toMatchObject({
      ...{ state: 'UNHEALTHY', error_code: 'UnhealthyWorkspace.Maintenance', return_state: null },
    });
    await ensureDesktopsRunning(world.deps);
    expect(await last(workspaceId)).toBe('recover succeeded');
    expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE', error_code: null });
  });

  it('gives way to termination', async () => {
    const workspaceId = await available();
    const { computer_name: computerName } = (await world.row(workspaceId)) ?? { computer_name: '' };
    await request(workspaceId);
    await world.terminate(workspaceId);
    expect(await last(workspaceId)).toBe('terminate succeeded');
    expect(await world.remains(workspaceId, computerName)).toEqual([]);
  });

  it('is refused in other states, to a user who is connected, and where there is nothing', async () => {
    expect(await request('ws-000000000')).toEqual({ refusal: 'missing' });
    const workspaceId = await available();
    await updateWorkspace(world.database, workspaceId, { connection_state: 'CONNECTED' });
    expect(await request(workspaceId)).toEqual({ refusal: 'connected' });
    expect(await request(workspaceId, true)).toHaveProperty('runId');
    expect(await request(workspaceId, true)).toEqual({ refusal: 'state' });
    await world.settled(workspaceId);
  });
});

describe('a worker that dies', () => {
  const STEPS = ['begin', 'session', 'awake', 'updates', 'shutdown', 'restart', 'health', 'maintained'];

  it('at any boundary of maintenance is followed by one that completes it', async () => {
    rebootRequired = true;
    const made: string[] = [];
    for (const boundary of STEPS.flatMap((step) => PHASES.map((phase) => `${step} ${phase}`))) {
      const workspaceId = await available();
      crashes.set(workspaceId, boundary);
      await request(workspaceId);
      made.push(workspaceId);
    }
    for (const workspaceId of made) {
      expect(await last(workspaceId)).toBe('maintain succeeded');
      expect((await world.row(workspaceId))?.state).toBe('AVAILABLE');
      expect(statusOf(workspaceId)).toBe('Running');
    }
    expect(crashes.size).toBe(0);
  }, 60_000);

  it('and leaves a stopped one stopped', async () => {
    const made: string[] = [];
    for (const boundary of [...STEPS, 'freeze'].flatMap((step) =>
      PHASES.map((phase) => `${step} ${phase}`),
    )) {
      if (/^(shutdown|restart|health)/.test(boundary)) continue;
      const workspaceId = await stopped();
      crashes.set(workspaceId, boundary);
      await request(workspaceId);
      made.push(workspaceId);
    }
    for (const workspaceId of made) {
      expect(await last(workspaceId)).toBe('maintain succeeded');
      expect((await world.row(workspaceId))?.state).toBe('STOPPED');
      expect(statusOf(workspaceId)).toBe('Frozen');
    }
    expect(crashes.size).toBe(0);
  }, 60_000);
});

describe('the schedule', () => {
  /** The last of the fourteen nights, when the days and minutes of all have come; in New York it is half past four. */
  const LAST_NIGHT = new Date('2026-11-29T09:30:00Z');
  const moveTo = (time: Date) => testClock.advance(time.getTime() - testClock.now().getTime());

  it('begins what is due, a few at a time, once a month', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.push(await stopped());
    moveTo(new Date('2026-11-28T12:00:00Z'));
    expect(await beginDueMaintenance(world.deps)).toEqual([]);
    moveTo(LAST_NIGHT);
    const first = await beginDueMaintenance(world.deps);
    expect(first).toHaveLength(4);
    for (const id of first) expect(await last(id)).toBe('maintain succeeded');
    const second = await beginDueMaintenance(world.deps);
    expect([...first, ...second].sort()).toEqual([...ids].sort());
    for (const id of second) expect(await last(id)).toBe('maintain succeeded');
    expect(await beginDueMaintenance(world.deps)).toEqual([]);
  });

  it('leaves those alone whose directory does not want it, and those that something is under way about', async () => {
    const [one, other] = [await stopped(), await stopped()];
    moveTo(new Date('2027-05-30T08:30:00Z'));
    expect(await beginDueMaintenance(world.deps)).toHaveLength(2);
    await last(one);
    await last(other);
    moveTo(new Date('2027-07-04T08:30:00Z'));
    await updateWorkspace(world.database, one, { recovering: true });
    expect(await beginDueMaintenance(world.deps)).toEqual([other]);
    await last(other);
    await updateWorkspace(world.database, one, { recovering: false });
    await updateRegistration(world.database, world.directoryId, { maintenance_mode: false });
    expect(await beginDueMaintenance(world.deps)).toEqual([]);
    await updateRegistration(world.database, world.directoryId, { maintenance_mode: true });
    expect(await beginDueMaintenance(world.deps)).toEqual([one]);
    await last(one);
  });
});
