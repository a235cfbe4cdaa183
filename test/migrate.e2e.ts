import {
  CreateWorkspacesCommand,
  DescribeTagsCommand,
  DescribeWorkspacesCommand,
  MigrateWorkspaceCommand,
  type Workspace,
} from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../server/src/engine/index.ts';
import { engineOf, membershipOf, typeIntoTerminal } from './support/desktop.ts';
import { armFaults, everyBoundary, faultsLeft } from './support/faults.ts';
import { query } from './support/query.ts';
import { describe as describeWorkspace, type Setup, untilAvailable } from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

const VALUE = 'wsb-d12value0';
const STANDARD = 'wsb-d12stand0';
const STEPS = [
  ...['plan', 'user', 'original', 'addresses', 'machine-account', 'image', 'volumes', 'profile'],
  ...['instance', 'domain-join', 'session', 'health', 'folders', 'migrated'],
];

describe('a migration', () => {
  let setup: Setup;
  let engine: Engine;

  beforeAll(async () => {
    setup = await setUpShared('migrate');
    engine = await engineOf(shared);
  });
  afterAll(async () => {
    engine?.close();
    await tearDownShared(setup);
  });

  /** @returns the user's password */
  async function addUser(name: string): Promise<string> {
    const directory = ['--directory', setup.directoryId];
    const made = await shared.alcove('user', 'add', name, ...directory, '--random-password', '--json');
    return (JSON.parse(made) as { password: string }).password;
  }

  async function create(UserName: string): Promise<Workspace> {
    const request = {
      ...{ UserName, DirectoryId: setup.directoryId, BundleId: VALUE },
      Tags: [{ Key: 'team', Value: 'engines' }],
      WorkspaceProperties: { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 120 } as const,
    };
    const { PendingRequests } = await setup.client.send(
      new CreateWorkspacesCommand({ Workspaces: [request] }),
    );
    return untilAvailable(setup, PendingRequests?.[0]?.WorkspaceId ?? '');
  }

  /** @returns the new WorkSpace's id */
  async function migrate(SourceWorkspaceId: string, BundleId: string): Promise<string> {
    const command = new MigrateWorkspaceCommand({ SourceWorkspaceId, BundleId });
    return (await setup.client.send(command)).TargetWorkspaceId ?? '';
  }

  const gone = (id: string) =>
    until(`${id} is gone`, 60, async () =>
      (await describeWorkspace(setup.client, id).catch(() => true)) === undefined ? true : undefined,
    );

  /** Runs a script in a desktop as root, or as a user. */
  async function inside(id: string, script: string, user = 'root'): Promise<string> {
    const command = ['runuser', '-u', user, '--', 'sh', '-c', `cd && ${script}`];
    const { exitCode, stdout, stderr } = await engine.execute(id, command);
    if (exitCode !== 0) throw new Error(`${script}: ${exitCode} ${stderr}`);
    return stdout.trim();
  }

  it('moves the user with the files of the latest snapshot to a new WorkSpace', async () => {
    const password = await addUser('ada');
    const original = await create('ada');
    const originalId = original.WorkspaceId ?? '';
    await inside(
      originalId,
      `mkdir -p Documents/deep && echo report > Documents/deep/report.txt && echo mine > .mysettings &&
       rm -rf Music && ln -s /etc Music && mkdir Projects`,
      'ada',
    );
    await shared.alcove('snapshot', originalId);
    await inside(originalId, 'echo late > ~/Documents/late.txt', 'ada');

    const id = await migrate(originalId, STANDARD);
    const states = await setup.client.send(
      new DescribeWorkspacesCommand({ DirectoryId: setup.directoryId, UserName: 'ada' }),
    );
    const stateOf = Object.fromEntries((states.Workspaces ?? []).map((one) => [one.WorkspaceId, one.State]));
    expect(stateOf).toEqual({ [originalId]: 'SUSPENDED', [id]: 'PENDING' });

    const workspace = await untilAvailable(setup, id);
    await gone(originalId);
    expect(workspace).toMatchObject({
      ...{ UserName: 'ada', BundleId: STANDARD },
      WorkspaceProperties: {
        ...{ RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 120 },
        ...{ RootVolumeSizeGib: 80, UserVolumeSizeGib: 50, ComputeTypeName: 'STANDARD' },
      },
    });
    expect(workspace.ComputerName).not.toBe(original.ComputerName);
    expect(workspace.IpAddress).not.toBe(original.IpAddress);
    expect((await inside(id, 'hostname')).toUpperCase()).toBe(workspace.ComputerName);
    const tags = await setup.client.send(new DescribeTagsCommand({ ResourceId: id }));
    expect(tags.TagList).toEqual([{ Key: 'team', Value: 'engines' }]);
    expect(await inside(id, 'df --output=size --block-size=1G /home | tail -n 1')).toMatch(/^(49|50)$/);

    const [old = '', ...more] = (await inside(id, 'ls -d /home/ada?*')).split('\n');
    expect([old, more]).toEqual([expect.stringMatching(/^\/home\/ada\d{6}T\d{6}\.NotMigrated$/), []]);
    expect(await inside(id, 'ls ~/Documents && cat ~/Documents/deep/report.txt && ls ~/.bashrc', 'ada')).toBe(
      'deep\nreport\n/home/ada/.bashrc',
    );
    const left = (await inside(id, `ls -A ${old}`)).split('\n');
    expect(left).toEqual(expect.arrayContaining(['.mysettings', 'Music', 'Projects']));
    expect(left).not.toContain('Documents');
    expect(left).not.toContain('Desktop');
    const log = await inside(id, `cat /var/log/alcove/migration/${old.split('/').at(-1)}.log`, 'ada');
    expect(log).toContain(`Migration of ${originalId} to ${id}`);
    expect(log).toContain(`'${old}/Documents/deep' -> '/home/ada/Documents/deep'`);
    expect(log).toContain(`not moved: ${old}/Music is no directory`);
    expect(await inside(id, 'stat --format=%U:%a ~ && find ~/Documents ! -user ada', 'ada')).toBe('ada:700');

    const desktop = {
      workspaceId: id,
      registrationCode: setup.registrationCode,
      user: { name: 'ada', password },
    };
    expect(await membershipOf(shared, desktop)).toMatchObject({
      ...{ machineHasTicket: true, rightPasswordAccepted: true, homeIsVolume: true },
    });
    const { output } = await typeIntoTerminal(shared, desktop, 'cat Documents/deep/report.txt');
    expect(output).toBe('report');
  });

  it('that finds no free address leaves the original with the programs that it ran', async () => {
    await addUser('grace');
    const originalId = (await create('grace')).WorkspaceId ?? '';
    await inside(
      originalId,
      'systemd-run --unit=alive --uid=grace sh -c "while :; do date +%s.%N > /tmp/now; sleep 0.1; done"',
    );
    const pid = () => inside(originalId, 'systemctl show --property=MainPID --value alive');
    const before = await pid();
    const registration = 'workspaces.registration';
    const [found] = await query(shared, `select subnet_ids from ${registration} where directory_id = $1`, [
      setup.directoryId,
    ]);
    const setSubnets = (ids: unknown) =>
      query(shared, `update ${registration} set subnet_ids = $2 where directory_id = $1`, [
        ...[setup.directoryId, ids],
      ]);
    await setSubnets([]);
    const id = await migrate(originalId, STANDARD);
    await gone(id);
    await setSubnets(found?.subnet_ids);
    const workspace = await untilAvailable(setup, originalId, 10);
    expect(workspace).toMatchObject({ BundleId: VALUE, ErrorCode: 'InsufficientFreeAddresses.Subnet' });
    expect(await pid()).toBe(before);
    const now = await inside(originalId, 'cat /tmp/now');
    await until('the program goes on', 10, async () =>
      (await inside(originalId, 'cat /tmp/now')) !== now ? true : undefined,
    );
    expect(await shared.leftovers()).toEqual([]);
  });

  it('of a user whom the directory does not have any more leaves the original', async () => {
    const originalId = setup.first.workspaceId;
    const controller = (await engine.instances()).find(({ labels }) => labels.role === 'controller');
    const removed = await engine.execute(controller?.name ?? '', ['samba-tool', 'user', 'delete', 'migrate']);
    expect(removed.exitCode, removed.stderr).toBe(0);
    const id = await migrate(originalId, VALUE);
    await gone(id);
    expect(await untilAvailable(setup, originalId, 10)).toMatchObject({
      ...{ ErrorCode: 'InvalidUserConfiguration.Workspace', BundleId: setup.bundleId },
    });
  });

  it('is completed after kill -9 of the worker at every boundary', async () => {
    await addUser('edsger');
    const originalId = (await create('edsger')).WorkspaceId ?? '';
    await inside(originalId, 'mkdir -p ~/Documents && echo kept > ~/Documents/kept', 'edsger');
    await shared.alcove('snapshot', originalId);
    armFaults(shared, everyBoundary('migrate', STEPS));
    const id = await migrate(originalId, STANDARD);
    await untilAvailable(setup, id, 240);
    await gone(originalId);
    expect(faultsLeft(shared)).toEqual([]);
    expect(await inside(id, 'cat ~/Documents/kept', 'edsger')).toBe('kept');
    expect(await shared.leftovers()).toEqual([]);
  });
});
