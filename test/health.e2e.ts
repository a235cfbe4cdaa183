import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StopWorkspacesCommand, type Workspace } from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../server/src/engine/index.ts';
import { engineOf } from './support/desktop.ts';
import {
  addUsers,
  createWorkspaces,
  describe as describeWorkspace,
  type Setup,
  untilAvailable,
} from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

const run = promisify(execFile);

/** Three questions ten seconds apart, each with five seconds for its answer, on a busy machine. */
const UNHEALTHY_SECONDS = 75;
const AVAILABLE_SECONDS = 45;

describe('a desktop', () => {
  let setup: Setup;
  let engine: Engine;
  let ids: { stopped: string; renamed: string; blocked: string };

  beforeAll(async () => {
    setup = await setUpShared('health');
    await addUsers(setup, ['renamed', 'blocked']);
    const [renamed = '', blocked = ''] = await createWorkspaces(setup, ['renamed', 'blocked']);
    ids = { stopped: setup.first.workspaceId, renamed, blocked };
    for (const id of Object.values(ids)) await untilAvailable(setup, id);
    engine = await engineOf(shared);
  });
  afterAll(async () => {
    engine?.close();
    await tearDownShared(setup);
  });

  async function inside(id: string, ...command: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await engine.execute(id, command);
    expect(exitCode, `${command.join(' ')}: ${stderr}`).toBe(0);
    return stdout.trim();
  }

  /** An application in the desktop that blocks the port, by the firewall of its network namespace. */
  async function firewall(id: string, ...rule: string[]): Promise<void> {
    const pid = await engine.processId(id);
    await run('nsenter', ['--net', '--target', String(pid), 'nft', ...rule]);
  }

  function untilState(id: string, state: string, seconds: number): Promise<Workspace> {
    return until(`${id} is ${state}`, seconds, async () => {
      const workspace = await describeWorkspace(setup.client, id);
      return workspace?.State === state ? workspace : undefined;
    });
  }

  it('is UNHEALTHY when its answerer stopped, its name was changed or its port is blocked, and AVAILABLE again', async () => {
    const hostName = await inside(ids.renamed, 'hostname');
    await inside(ids.stopped, 'systemctl', 'stop', 'alcove-health.socket');
    await inside(ids.renamed, 'hostname', 'mine');
    await firewall(ids.blocked, 'add table inet block');
    await firewall(ids.blocked, 'add chain inet block input { type filter hook input priority 0; }');
    await firewall(ids.blocked, 'add rule inet block input tcp dport 8200 drop');
    const found = await Promise.all(
      Object.values(ids).map((id) => untilState(id, 'UNHEALTHY', UNHEALTHY_SECONDS)),
    );
    expect(found.map((workspace) => workspace.ErrorCode)).toEqual([
      'UnhealthyWorkspace.NotAnswering',
      'UnhealthyWorkspace.ComputerNameChanged',
      'UnhealthyWorkspace.PortBlocked',
    ]);

    await inside(ids.stopped, 'systemctl', 'start', 'alcove-health.socket');
    await inside(ids.renamed, 'hostname', hostName);
    await firewall(ids.blocked, 'delete table inet block');
    const well = await Promise.all(
      Object.values(ids).map((id) => untilState(id, 'AVAILABLE', AVAILABLE_SECONDS)),
    );
    expect(well.map((workspace) => workspace.ErrorCode)).toEqual([undefined, undefined, undefined]);
  });

  it('says that it has another desktop.conf, which holds then', async () => {
    const id = ids.renamed;
    const policy = async () => JSON.parse(await shared.alcove('policy', 'show', '--workspace', id, '--json'));
    expect(await policy()).toMatchObject({ SessionPolicy: { Clipboard: 'BOTH' }, MembersNarrowed: [] });
    await engine.writeFile(id, {
      path: '/etc/alcove/desktop.conf',
      content: 'clipboard = off\n',
      mode: 0o600,
    });
    await until('the file is read', AVAILABLE_SECONDS, async () =>
      (await policy()).SessionPolicy.Clipboard === 'OFF' ? true : undefined,
    );
    await inside(id, 'rm', '/etc/alcove/desktop.conf');
    await until('it is gone', AVAILABLE_SECONDS, async () =>
      (await policy()).SessionPolicy.Clipboard === 'BOTH' ? true : undefined,
    );
  });

  it('is in MAINTENANCE while its updates are installed, and restarted where they ask for it', async () => {
    const id = ids.stopped;
    await replaceUpdates(id, true);
    const before = await engine.processId(id);
    const maintained = shared.alcove('maintain', id, '--json');
    await untilState(id, 'MAINTENANCE', 30);
    await until('the updates run', 30, async () =>
      (await engine.execute(id, ['test', '-e', '/run/updating'])).exitCode === 0 ? true : undefined,
    );
    await inside(id, 'touch', '/run/go-on');
    const updates = { outcome: 'updated', packages: 2, message: 'all is well', rebootRequired: true };
    expect(JSON.parse(await maintained)).toEqual({ workspaceId: id, updates });
    expect((await describeWorkspace(setup.client, id))?.State).toBe('AVAILABLE');
    expect(await engine.processId(id), 'it was restarted').not.toBe(before);
  });

  it('that is STOPPED is started for its maintenance, and STOPPED again with the same programs', async () => {
    const id = ids.stopped;
    await replaceUpdates(id, false);
    await inside(id, 'touch', '/run/go-on');
    const before = await engine.processId(id);
    await setup.client.send(new StopWorkspacesCommand({ StopWorkspaceRequests: [{ WorkspaceId: id }] }));
    await untilState(id, 'STOPPED', 30);
    const { updates } = JSON.parse(await shared.alcove('maintain', id, '--json'));
    expect(updates).toMatchObject({ outcome: 'updated', rebootRequired: false });
    expect((await describeWorkspace(setup.client, id))?.State).toBe('STOPPED');
    expect(await engine.instance(id)).toMatchObject({ status: 'Frozen' });
    expect(await engine.processId(id), 'it went on as it was').toBe(before);
  });

  /** What updates do is the mirror's business; here they take until they are told to end. */
  function replaceUpdates(id: string, rebootRequired: boolean): Promise<void> {
    const lines = [
      ...['#!/bin/sh', 'touch /run/updating', 'while [ ! -e /run/go-on ]; do sleep 0.2; done'],
      "printf 'updated\\n2\\nall is well\\n' > /run/alcove-updates",
      rebootRequired ? 'touch /run/reboot-required' : '',
    ];
    const content = `${lines.join('\n')}\n`;
    return engine.writeFile(id, { path: '/usr/lib/alcove/updates', content, mode: 0o755 });
  }
});
