import {
  DescribeWorkspaceSnapshotsCommand,
  RebuildWorkspacesCommand,
  RestoreWorkspaceCommand,
} from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../server/src/engine/index.ts';
import { engineOf } from './support/desktop.ts';
import { armFaults, everyBoundary, faultsLeft } from './support/faults.ts';
import {
  addUsers,
  createWorkspaces,
  describe as describeWorkspace,
  type Setup,
  terminate,
  untilAvailable,
} from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

/** The steps at whose boundaries a worker is killed while it rebuilds or restores. */
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

describe('snapshots, rebuilding and restoring', () => {
  let setup: Setup;
  let engine: Engine;
  let workspaceId: string;

  beforeAll(async () => {
    setup = await setUpShared('snapshots');
    workspaceId = setup.first.workspaceId;
    engine = await engineOf(shared);
  });
  afterAll(async () => {
    engine?.close();
    await tearDownShared(setup);
  });

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
  const completed = async (accepted: unknown) => {
    await accepted;
    await untilAvailable(setup, workspaceId, 240);
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
    for (let index = 0; index < 2; index++) await shared.alcove('snapshot', workspaceId);
    expect(await display()).toBe(before);
    const times = await snapshotTimes();
    expect(times).toHaveLength(2);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await shared.leftovers()).toEqual([]);
  });

  it('restoring brings both volumes back to the latest one', async () => {
    const { IpAddress } = (await describeWorkspace(setup.client, workspaceId)) ?? {};
    await write('early', '/home/snapshots/letter', '/usr/local/bin/program');
    await shared.alcove('snapshot', workspaceId);
    await write('late', '/home/snapshots/later', '/usr/local/bin/later', '/home/snapshots/letter');
    await completed(restore());
    expect(
      await files(
        '/home/snapshots/letter',
        '/usr/local/bin/program',
        '/home/snapshots/later',
        '/usr/local/bin/later',
      ),
    ).toBe('early\nearly\nnone\nnone');
    expect(await machineHasTicket()).toBe('yes');
    expect((await describeWorkspace(setup.client, workspaceId))?.IpAddress).toBe(IpAddress);
    expect(await shared.leftovers()).toEqual([]);
  });

  it('rebuilding gives a new root and address, and the home of the latest one', async () => {
    const before = await describeWorkspace(setup.client, workspaceId);
    const machineId = await inside('cat /etc/machine-id');
    await write('late', '/home/snapshots/later');
    await completed(expect(rebuild()).resolves.toEqual([]));
    expect(await files('/home/snapshots/letter', '/usr/local/bin/program', '/home/snapshots/later')).toBe(
      'early\nnone\nnone',
    );
    const after = await describeWorkspace(setup.client, workspaceId);
    expect(after?.ComputerName).toBe(before?.ComputerName);
    expect(after?.IpAddress).not.toBe(before?.IpAddress);
    expect(await inside('ip -4 -oneline address show eth1')).toContain(` ${after?.IpAddress}/`);
    expect(await inside('cat /etc/machine-id')).not.toBe(machineId);
    expect(await machineHasTicket()).toBe('yes');
    expect(await shared.leftovers()).toEqual([]);
  });

  it('a WorkSpace whose user is not in the directory any more is as it was', async () => {
    await addUsers(setup, ['leaving']);
    const [id = ''] = await createWorkspaces(setup, ['leaving']);
    const before = await untilAvailable(setup, id);
    await inside('sleep 4242 </dev/null >/dev/null 2>&1 &', id);
    const [controller] = await engine.instances({ role: 'controller' });
    const deleted = await engine.execute(controller?.name ?? '', ['samba-tool', 'user', 'delete', 'leaving']);
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
    'a worker that is killed at every boundary of a %s is followed by one that completes it',
    async (workflow) => {
      await write('early', '/home/snapshots/letter');
      await shared.alcove('snapshot', workspaceId);
      await write('late', '/home/snapshots/letter');
      armFaults(shared, everyBoundary(workflow, STEPS[workflow]));
      await completed(workflow === 'rebuild' ? rebuild() : restore());
      expect(faultsLeft(shared)).toEqual([]);
      expect(await files('/home/snapshots/letter')).toBe('early');
      expect(await machineHasTicket()).toBe('yes');
      expect(await shared.leftovers()).toEqual([]);
    },
  );
});
