import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import {
  CreateWorkspacesCommand,
  ModifyWorkspacePropertiesCommand,
  type WorkspaceProperties,
} from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../server/src/engine/index.ts';
import { engineOf } from './support/desktop.ts';
import { armFaults, everyBoundary, faultsLeft } from './support/faults.ts';
import { moveIntoPast } from './support/past.ts';
import { addUsers, describe as describeWorkspace, type Setup, untilAvailable } from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

const GIB = 1024 ** 3;
/** What a file system keeps to itself. */
const OVERHEAD = 0.02;

describe('sizes and compute', () => {
  let setup: Setup;
  let engine: Engine;
  let id: string;

  beforeAll(async () => {
    setup = await setUpShared('sizes');
    engine = await engineOf(shared);
    await addUsers(setup, ['sized', 'large']);
    id = await create('sized', { UserVolumeSizeGib: 10, ComputeTypeName: 'VALUE' });
    await until('the user has a home', 60, async () =>
      (await asUser('head -c 1M /dev/urandom >kept')).exitCode === 0 ? true : undefined,
    );
  });
  afterAll(async () => {
    engine?.close();
    await tearDownShared(setup);
  });

  async function create(UserName: string, WorkspaceProperties: WorkspaceProperties): Promise<string> {
    const { client, directoryId: DirectoryId, bundleId: BundleId } = setup;
    const Workspaces = [{ DirectoryId, UserName, BundleId, WorkspaceProperties }];
    const { FailedRequests, PendingRequests } = await client.send(
      new CreateWorkspacesCommand({ Workspaces }),
    );
    expect(FailedRequests).toEqual([]);
    const workspaceId = PendingRequests?.[0]?.WorkspaceId ?? '';
    await untilAvailable(setup, workspaceId);
    return workspaceId;
  }

  /** What a shell of root prints; the desktop is the one under test unless told. */
  async function inside(script: string, workspaceId = id): Promise<string> {
    const { exitCode, stdout, stderr } = await engine.execute(workspaceId, ['sh', '-c', script], {
      timeoutSeconds: 60,
    });
    if (exitCode !== 0) throw new Error(`${script}: ${exitCode} ${stderr}`);
    return stdout.trim();
  }

  const asUser = (script: string) =>
    engine.execute(id, ['runuser', '-u', 'sized', '--', 'sh', '-c', `cd && ${script}`]);
  const numbers = async (script: string) => (await inside(script)).split(/\s+/).map(Number);

  /** The sizes of / and /home, in GiB, as df shows them. */
  async function shown(): Promise<number[]> {
    const sizes = await numbers('df --block-size=1 --output=size / /home | tail -n 2');
    return sizes.map((bytes) => bytes / GIB);
  }

  function expectSizes([root = 0, home = 0]: number[], wanted: [root: number, home: number]): void {
    expect(Math.abs(root / wanted[0] - 1)).toBeLessThan(OVERHEAD);
    expect(Math.abs(home / wanted[1] - 1)).toBeLessThan(OVERHEAD);
  }

  const compute = () => numbers(`nproc; awk '/^MemTotal:/ {print $2 / 1024}' /proc/meminfo`);
  const modify = (properties: WorkspaceProperties) =>
    setup.client.send(
      new ModifyWorkspacePropertiesCommand({ WorkspaceId: id, WorkspaceProperties: properties }),
    );

  /** Changes something as if everything before were long ago, and waits until it is done. */
  async function change(properties: WorkspaceProperties, seconds = 60): Promise<void> {
    await moveIntoPast(shared, id);
    await modify(properties);
    await untilChanged(seconds);
  }

  const untilChanged = (seconds: number) =>
    until('the change is done', seconds, async () => {
      const workspace = await describeWorkspace(setup.client, id).catch(() => undefined);
      if (workspace?.State !== 'AVAILABLE') return undefined;
      expect([workspace.ModificationStates, workspace.ErrorMessage]).toEqual([[], undefined]);
      return true;
    });

  const checksum = () => inside('sha256sum /home/sized/kept');

  test('the user sees the true size of both volumes', async () => {
    expectSizes(await shown(), [80, 10]);
    const [used = 0] = await numbers('df --block-size=1 --output=used /home | tail -n 1');
    await asUser('fallocate -l 2G two');
    const [after = 0] = await numbers('df --block-size=1 --output=used /home | tail -n 1');
    expect(after - used).toBeGreaterThanOrEqual(2 * GIB);
    await asUser('rm two');
  });

  test('writing past the end of a volume fails at once and harms nothing else', async () => {
    const kept = await checksum();
    const tooMuch = await asUser('fallocate -l 11G toomuch');
    expect([tooMuch.exitCode, tooMuch.stderr]).toEqual([
      1,
      expect.stringContaining('No space left on device'),
    ]);
    await asUser('rm -f toomuch; fallocate -l 9500M most');
    const full = await asUser('dd if=/dev/zero of=rest bs=1M count=1000');
    expect(full.stderr).toContain('No space left on device');
    await inside('dd if=/dev/zero of=/var/tmp/probe bs=1M count=50 && sync && rm /var/tmp/probe');
    await inside('echo fine >/home/probe && rm /home/probe', setup.first.workspaceId);
    await asUser('rm most rest');
    expect(await checksum()).toBe(kept);
    expect((await describeWorkspace(setup.client, id))?.State).toBe('AVAILABLE');
  });

  test('sizes cannot change within six hours of the launch', async () => {
    await expect(modify({ UserVolumeSizeGib: 50 })).rejects.toMatchObject({
      name: 'InvalidResourceStateException',
    });
  });

  test('a volume grows while programs run, and a larger compute type takes effect', async () => {
    const kept = await checksum();
    await inside('systemd-run --unit=alive --uid=sized tail -f /home/sized/kept');
    const program = () => inside('systemctl show --property=MainPID --value alive');
    const pid = await program();
    expect(await compute()).toEqual([1, 2048]);

    await change({ UserVolumeSizeGib: 50 });
    expectSizes(await shown(), [80, 50]);
    expect((await asUser('fallocate -l 40G large && rm large')).exitCode).toBe(0);
    await expect(modify({ UserVolumeSizeGib: 100 })).rejects.toMatchObject({
      name: 'InvalidResourceStateException',
    });
    await change({ UserVolumeSizeGib: 100 });
    await change({ RootVolumeSizeGib: 175 });
    expectSizes(await shown(), [175, 100]);

    await change({ ComputeTypeName: 'STANDARD' });
    // The engine deals processors out anew a moment after it has answered.
    const dealt = [Math.min(2, availableParallelism()), 4096];
    await until('the desktop has two processors', 10, async () =>
      isDeepStrictEqual(await compute(), dealt) ? true : undefined,
    );
    expect([await program(), await checksum()]).toEqual([pid, kept]);
  });

  test('a smaller compute type restarts the desktop, and its memory is a limit', async () => {
    const kept = await checksum();
    await change({ ComputeTypeName: 'VALUE' });
    expect(await compute()).toEqual([1, 2048]);
    expectSizes(await shown(), [175, 100]);
    expect(await checksum()).toBe(kept);
    const greedy = await asUser('head -c 3G /dev/zero | tail >/dev/null');
    expect(greedy.exitCode).toBe(137);
    expect(await inside('pgrep --count --exact Xvnc || pgrep --count Xvnc')).not.toBe('0');
  });

  test('a compute type larger than the host gives what the host has', async () => {
    const large = await create('large', { ComputeTypeName: 'GENERALPURPOSE_8XLARGE' });
    expect(Number(await inside('nproc', large))).toBe(Math.min(32, availableParallelism()));
  });

  test('kill -9 of the worker at every boundary of growing', async () => {
    const size = (await describeWorkspace(setup.client, id))?.WorkspaceProperties?.UserVolumeSizeGib ?? 0;
    armFaults(shared, everyBoundary('modify', ['begin', 'volume', 'modified']));
    await change({ UserVolumeSizeGib: size + 10 }, 240);
    expect(faultsLeft(shared)).toEqual([]);
    expectSizes(await shown(), [175, size + 10]);
  });

  test('kill -9 of the worker at every boundary of a smaller compute type', async () => {
    await change({ ComputeTypeName: 'STANDARD' });
    const steps = ['begin', 'shutdown', 'limits', 'session', 'health', 'modified'];
    armFaults(shared, everyBoundary('modify', steps));
    await change({ ComputeTypeName: 'VALUE' }, 240);
    expect(faultsLeft(shared)).toEqual([]);
    expect(await compute()).toEqual([1, 2048]);
  });

  test('nothing is left over', async () => {
    expect(await shared.leftovers()).toEqual([]);
  });
});
