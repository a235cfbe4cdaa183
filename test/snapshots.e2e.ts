import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeWorkspaceSnapshotsCommand,
  RebuildWorkspacesCommand,
  RestoreWorkspaceCommand,
} from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type Engine } from '../server/src/engine/index.ts';
import { Installation } from './support/installation.ts';
import {
  addUsers,
  armFault,
  createWorkspaces,
  describe as describeWorkspace,
  type Setup,
  setUp,
  terminate,
  untilAvailable,
} from './support/setup.ts';
import { until } from './support/until.ts';

/** The steps after which a worker is killed while it rebuilds or restores. */
const STEPS = {
  rebuild: [
    ...['user', 'image', 'stop', 'keep', 'addresses', 'machine-account', 'volumes', 'instance'],
    ...['domain-join', 'session', 'health', 'forget', 'rebuilt'],
  ],
  restore: [
    ...['user', 'stop', 'keep', 'machine-account', 'volumes', 'instance'],
    ...['domain-join', 'session', 'health', 'forget', 'restored'],
  ],
};

/** What rebuilding and restoring may take with a desktop of the standard image. */
const SECONDS_MAX = 15;

describe('snapshots, rebuilding and restoring', () => {
  const installation = new Installation('/tmp/alcove-e2e-snapshots', 9);
  let setup: Setup;
  let engine: Engine;
  let workspaceId: string;

  beforeAll(async () => {
    setup = await setUp(installation);
    workspaceId = setup.first.workspaceId;
    engine = await connectEngine({
      address: { kind: 'unix', socketPath: join(installation.home, 'engine', 'data', 'unix.socket') },
      pool: 'alcove',
    });
  }, 900_000);
  afterAll(async () => {
    engine?.close();
    await installation.destroy();
  }, 300_000);

  /** What a command prints inside the desktop. */
  const inside = async (command: string, id = workspaceId) => {
    const { exitCode, stdout, stderr } = await engine.execute(id, ['sh', '-c', command]);
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
    return stdout.trim();
  };
  const write = (text: string, ...paths: string[]) =>
    inside(paths.map((path) => `echo ${text} > ${path}`).join(' && '));
  const files = (...paths: string[]) =>
    inside(paths.map((path) => `cat ${path} 2>/dev/null || echo none`).join('; '));
  const machineHasTicket = () => inside('kinit -k -c MEMORY: "$(hostname | tr a-z A-Z)\\$" && echo yes');
  const snapshotTimes = async () => {
    const answer = await setup.client.send(
      new DescribeWorkspaceSnapshotsCommand({ WorkspaceId: workspaceId }),
    );
    expect(answer.RestoreSnapshots).toEqual(answer.RebuildSnapshots);
    return (answer.RestoreSnapshots ?? []).map(({ SnapshotTime }) => SnapshotTime?.getTime() ?? 0);
  };
  const restore = () => setup.client.send(new RestoreWorkspaceCommand({ WorkspaceId: workspaceId }));
  const rebuild = async (id = workspaceId) => {
    const RebuildWorkspaceRequests = [{ WorkspaceId: id }];
    const answer = await setup.client.send(new RebuildWorkspacesCommand({ RebuildWorkspaceRequests }));
    return answer.FailedRequests;
  };
  const timed = async (work: () => Promise<unknown>) => {
    const startedAt = performance.now();
    await work();
    await untilAvailable(setup, workspaceId);
    return (performance.now() - startedAt) / 1000;
  };

  it('a WorkSpace has its first snapshot within a minute', async () => {
    const times = await until('there is a snapshot', 60, async () => {
      const found = await snapshotTimes();
      return found.length > 0 ? found : undefined;
    });
    expect(times).toHaveLength(1);
  });

  it('taking one does not stop the desktop, and the latest two are kept', async () => {
    const display = () => inside('pgrep --oldest Xtigervnc || pgrep --oldest Xvnc');
    const before = await display();
    for (let index = 0; index < 2; index++) await installation.alcove('snapshot', workspaceId);
    expect(await display()).toBe(before);
    const times = await snapshotTimes();
    expect(times).toHaveLength(2);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await installation.leftovers()).toEqual([]);
  });

  it('restoring brings both volumes back to the latest one', async () => {
    const { IpAddress } = (await describeWorkspace(setup.client, workspaceId)) ?? {};
    await write('early', '/home/first/letter', '/usr/local/bin/program');
    await installation.alcove('snapshot', workspaceId);
    await write('late', '/home/first/later', '/usr/local/bin/later', '/home/first/letter');
    const seconds = await timed(restore);
    expect(
      await files(
        '/home/first/letter',
        '/usr/local/bin/program',
        '/home/first/later',
        '/usr/local/bin/later',
      ),
    ).toBe('early\nearly\nnone\nnone');
    expect(await machineHasTicket()).toBe('yes');
    expect((await describeWorkspace(setup.client, workspaceId))?.IpAddress).toBe(IpAddress);
    expect(seconds).toBeLessThan(SECONDS_MAX);
    expect(await installation.leftovers()).toEqual([]);
  });

  it('rebuilding gives a new root and address, and the home of the latest one', async () => {
    const before = await describeWorkspace(setup.client, workspaceId);
    const machineId = await inside('cat /etc/machine-id');
    await write('late', '/home/first/later');
    const seconds = await timed(async () => expect(await rebuild()).toEqual([]));
    expect(await files('/home/first/letter', '/usr/local/bin/program', '/home/first/later')).toBe(
      'early\nnone\nnone',
    );
    const after = await describeWorkspace(setup.client, workspaceId);
    expect(after?.ComputerName).toBe(before?.ComputerName);
    expect(after?.IpAddress).not.toBe(before?.IpAddress);
    expect(await inside('ip -4 -oneline address show eth1')).toContain(` ${after?.IpAddress}/`);
    expect(await inside('cat /etc/machine-id')).not.toBe(machineId);
    expect(await machineHasTicket()).toBe('yes');
    expect(seconds).toBeLessThan(SECONDS_MAX);
    expect(await installation.leftovers()).toEqual([]);
  });

  it('a WorkSpace whose user is not in the directory any more is as it was', async () => {
    await addUsers(setup, ['second']);
    const [id = ''] = await createWorkspaces(setup, ['second']);
    const before = await untilAvailable(setup, id);
    await inside('sleep 4242 </dev/null >/dev/null 2>&1 &', id);
    const [controller] = await engine.instances({ role: 'controller' });
    const deleted = await engine.execute(controller?.name ?? '', ['samba-tool', 'user', 'delete', 'second']);
    expect(deleted.exitCode).toBe(0);
    expect(await rebuild(id)).toMatchObject([
      {
        ErrorCode: 'InvalidUserConfiguration.Workspace',
        ErrorMessage: 'The user was either not found or is misconfigured.',
      },
    ]);
    expect(await describeWorkspace(setup.client, id)).toEqual(before);
    expect(await inside('pgrep --full "^sleep 4242$"', id)).toMatch(/^\d+$/);
    await terminate(setup, [id]);
  });

  it.each(['rebuild', 'restore'] as const)(
    'a worker that is killed after any step of a %s is followed by one that completes it',
    async (workflow) => {
      await write('early', '/home/first/letter');
      await installation.alcove('snapshot', workspaceId);
      for (const step of STEPS[workflow]) {
        await write('late', '/home/first/letter');
        armFault(installation, step, 'after', `workspaces.${workflow}`);
        await (workflow === 'rebuild' ? rebuild() : restore());
        await untilAvailable(setup, workspaceId);
        expect(existsSync(join(installation.home, 'run', 'fault.json')), `killed after ${step}`).toBe(false);
        expect(await files('/home/first/letter'), step).toBe('early');
        expect(await machineHasTicket(), step).toBe('yes');
        expect(await installation.leftovers(), step).toEqual([]);
      }
    },
    900_000,
  );
});
