import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeWorkspacesConnectionStatusCommand,
  ModifyWorkspacePropertiesCommand,
  ModifyWorkspaceStateCommand,
  StopWorkspacesCommand,
  type TargetWorkspaceState,
} from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../server/src/engine/index.ts';
import { type Client, openClient } from './browser.ts';
import { engineOf } from './support/desktop.ts';
import { armFaults, everyBoundary, faultsLeft } from './support/faults.ts';
import { cpuTime, power, processOf, progress, startBusyProgram, untilState } from './support/power.ts';
import { type Setup, terminate, untilAvailable } from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

const STEPS = {
  stop: ['freeze', 'stopped'],
  start: ['instance', 'session', 'health', 'started'],
  reboot: ['shutdown', 'session', 'health', 'rebooted'],
} as const;

describe('stopping and starting', () => {
  let setup: Setup;
  let engine: Engine;
  let workspaceId: string;

  beforeAll(async () => {
    setup = await setUpShared('power');
    workspaceId = setup.first.workspaceId;
    engine = await engineOf(shared);
    const WorkspaceProperties = {
      RunningMode: 'AUTO_STOP',
      RunningModeAutoStopTimeoutInMinutes: 60,
    } as const;
    await setup.client.send(
      new ModifyWorkspacePropertiesCommand({ WorkspaceId: workspaceId, WorkspaceProperties }),
    );
  });
  afterAll(async () => {
    engine?.close();
    await tearDownShared(setup);
  });

  const connectionState = async () => {
    const command = new DescribeWorkspacesConnectionStatusCommand({ WorkspaceIds: [workspaceId] });
    return (await setup.client.send(command)).WorkspacesConnectionStatus?.[0]?.ConnectionState;
  };

  async function withClient(work: (client: Client) => Promise<void>): Promise<void> {
    const client = await openClient({ url: shared.gatewayUrl });
    try {
      await work(client);
    } finally {
      await client.close();
    }
  }

  const signIn = async (client: Client) =>
    client.signIn(setup.registrationCode, setup.first.userName, setup.first.password);

  it('keeps the programs, which use no processor time meanwhile', async () => {
    await startBusyProgram(engine, workspaceId);
    const pids = async () => [
      await processOf(engine, workspaceId, 'Xvnc'),
      await engine.processId(workspaceId),
    ];
    const before = await pids();
    const spent = await cpuTime(engine, workspaceId);
    await until('it uses the processor', 10, async () =>
      (await cpuTime(engine, workspaceId)) === spent ? undefined : true,
    );

    await power(setup, workspaceId, 'stop');
    expect(await connectionState()).toBe('UNKNOWN');
    const frozen = await cpuTime(engine, workspaceId);
    await delay(2000); // for anything that still runs to show itself
    expect(await cpuTime(engine, workspaceId)).toBe(frozen);

    await power(setup, workspaceId, 'start');
    expect(await pids()).toEqual(before);
    const reached = await progress(engine, workspaceId);
    await until('it goes on', 10, async () =>
      (await progress(engine, workspaceId)) > reached ? true : undefined,
    );
    await engine.execute(workspaceId, ['systemctl', 'stop', 'busy']);
  });

  it('tells who is connected, and brings the same windows back when asked', async () => {
    await withClient(async (client) => {
      await signIn(client);
      await until('the user is connected', 10, async () =>
        (await connectionState()) === 'CONNECTED' ? true : undefined,
      );
      await client.press('Control+Alt+t');
      const terminal = await until('the terminal is open', 30, () =>
        processOf(engine, workspaceId, 'xfce4-terminal'),
      );
      await power(setup, workspaceId, 'stop');
      expect(await client.problem()).toContain('Your WorkSpace was stopped.');
      expect(await connectionState()).toBe('UNKNOWN');

      await client.page.getByRole('button', { name: 'Try again' }).click();
      await client.desktop();
      expect(await processOf(engine, workspaceId, 'xfce4-terminal')).toBe(terminal);
    });
    await until('the user has left', 30, async () =>
      (await connectionState()) === 'DISCONNECTED' ? true : undefined,
    );
  });

  it('starts for a user who signs in', async () => {
    const terminal = await processOf(engine, workspaceId, 'xfce4-terminal');
    await power(setup, workspaceId, 'stop');
    await withClient(async (client) => {
      await signIn(client);
      await untilState(setup, workspaceId, 'AVAILABLE');
      expect(await processOf(engine, workspaceId, 'xfce4-terminal')).toBe(terminal);
    });
  });

  it.each(['stop', 'start', 'reboot'] as const)(
    'comes to its end when the worker is killed at every boundary of a %s',
    async (what) => {
      const pid = await engine.processId(workspaceId);
      if (what === 'start') await power(setup, workspaceId, 'stop');
      armFaults(shared, everyBoundary(what, STEPS[what]));
      await power(setup, workspaceId, what);
      expect(faultsLeft(shared)).toEqual([]);
      if (what === 'stop') await power(setup, workspaceId, 'start');
      if (what === 'reboot') expect(await engine.processId(workspaceId)).not.toBe(pid);
      else expect(await engine.processId(workspaceId)).toBe(pid);
    },
  );

  it('starts anew what was killed while it was stopped', async () => {
    await power(setup, workspaceId, 'stop');
    const pid = await engine.processId(workspaceId);
    await engine.stop(workspaceId, { timeoutSeconds: 0 });
    expect((await engine.instance(workspaceId))?.status).toBe('Stopped');
    await power(setup, workspaceId, 'start');
    const restarted = await engine.processId(workspaceId);
    expect(restarted).not.toBe(pid);
    // Frozen processes are killed when they are thawed: the start meets a desktop that dies under it.
    await power(setup, workspaceId, 'stop');
    process.kill(restarted ?? 0, 'SIGKILL');
    await power(setup, workspaceId, 'start');
    await withClient(signIn);
  });

  it('stays stopped over a restart of the host, and starts then', async () => {
    await power(setup, workspaceId, 'stop');
    engine.close();
    await shared.alcove('down');
    await shared.alcove('up', '--detach');
    engine = await engineOf(shared);
    await untilState(setup, workspaceId, 'STOPPED');
    expect((await engine.instance(workspaceId))?.status).toBe('Stopped');
    await power(setup, workspaceId, 'start');
  });

  it('restarts the operating system', async () => {
    const pid = await engine.processId(workspaceId);
    await power(setup, workspaceId, 'reboot');
    expect(await engine.processId(workspaceId)).not.toBe(pid);
    await withClient(signIn);
  });

  it('is kept from happening, and from users, in ADMIN_MAINTENANCE', async () => {
    const set = (WorkspaceState: TargetWorkspaceState) =>
      setup.client.send(new ModifyWorkspaceStateCommand({ WorkspaceId: workspaceId, WorkspaceState }));
    await set('ADMIN_MAINTENANCE');
    const StopWorkspaceRequests = [{ WorkspaceId: workspaceId }];
    const refused = await setup.client.send(new StopWorkspacesCommand({ StopWorkspaceRequests }));
    expect(refused.FailedRequests).toMatchObject([{ ErrorCode: 'InvalidResourceStateException' }]);
    await withClient(async (client) => {
      await expect(signIn(client)).rejects.toThrow('Your WorkSpace is being maintained.');
    });
    await set('AVAILABLE');
    await untilAvailable(setup, workspaceId);
  });

  it('is recorded, and ends with a termination of what is stopped', async () => {
    await power(setup, workspaceId, 'stop');
    const usage = async () =>
      JSON.parse(await shared.alcove('usage', '--json')) as { seconds: number; running: boolean }[];
    const before = await usage();
    expect(before.length).toBeGreaterThan(0);
    expect(before.some(({ running }) => running)).toBe(false);
    await terminate(setup, [workspaceId]);
    expect(await usage()).toEqual(before);
    expect(await shared.leftovers()).toEqual([]);
  });
});
