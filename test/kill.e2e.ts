import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { armFaults, everyBoundary, faultsLeft } from './support/faults.ts';
import {
  addUsers,
  createWorkspaces,
  type Setup,
  terminate,
  untilAvailable,
  whileRestarting,
} from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

const STEPS = [
  ...['user', 'addresses', 'machine-account', 'volumes', 'image', 'instance'],
  ...['domain-join', 'session', 'health', 'invitation', 'available'],
];
const TERMINATING_STEPS = ['instance', 'volumes', 'machine-account', 'terminated'];

describe('kill -9', () => {
  let setup: Setup;

  beforeAll(async () => {
    setup = await setUpShared('kill');
    await addUsers(setup, ['victim', 'survivor']);
  });
  afterAll(() => tearDownShared(setup));

  it('of the worker at every boundary of provisioning and of terminating', async () => {
    armFaults(shared, everyBoundary('provision', STEPS));
    const [id = ''] = await createWorkspaces(setup, ['victim']);
    await untilAvailable(setup, id, 240);
    expect(faultsLeft(shared)).toEqual([]);
    armFaults(shared, everyBoundary('terminate', TERMINATING_STEPS));
    await terminate(setup, [id]);
    expect(faultsLeft(shared)).toEqual([]);
    expect(await shared.leftovers()).toEqual([]);
  });

  it('of the engine while steps of provisioning need it', async () => {
    const steps = ['instance', 'domain-join', 'session', 'health'];
    const faults = steps.map(
      (step) => ({ workflow: 'provision', step, phase: 'before', kill: 'engine' }) as const,
    );
    armFaults(shared, faults);
    const [id = ''] = await createWorkspaces(setup, ['victim']);
    await untilAvailable(setup, id, 240);
    expect(faultsLeft(shared)).toEqual([]);
    await terminate(setup, [id]);
    expect(await shared.leftovers()).toEqual([]);
  });

  it('of the API between what it has committed and its answer', async () => {
    const fault = join(shared.home, 'fault-api');
    writeFileSync(fault, 'CreateWorkspaces');
    try {
      await expect(createWorkspaces(setup, ['victim'])).rejects.toThrow();
    } finally {
      rmSync(fault);
    }
    // Nobody was told the id; the WorkSpace is made all the same, and asking again says so.
    const victim = { DirectoryId: setup.directoryId, UserName: 'victim' };
    const id = await until('the WorkSpace of the lost answer', 60, () =>
      whileRestarting(async () => {
        const { Workspaces } = await setup.client.send(new DescribeWorkspacesCommand(victim));
        return Workspaces?.[0]?.WorkspaceId;
      }),
    );
    await untilAvailable(setup, id);
    await expect(createWorkspaces(setup, ['victim'])).rejects.toThrow(id);
    await terminate(setup, [id]);
    expect(await shared.leftovers()).toEqual([]);
  });

  it('of nothing: a stop in good order keeps every WorkSpace as well', async () => {
    await shared.alcove('down');
    await shared.alcove('up', '--detach');
    const workspace = await untilAvailable(setup, setup.first.workspaceId);
    expect(workspace.UserName).toBe('kill');
    const second = await shared.alcove(
      'quick-setup',
      '--user',
      'kill',
      '--email',
      'kill@example.com',
      '--json',
    );
    expect(JSON.parse(second)).toMatchObject({ workspaceId: setup.first.workspaceId, userName: 'kill' });
  });

  it('of everything, while one desktop runs and another is being made', async () => {
    const [id = ''] = await createWorkspaces(setup, ['survivor']);
    await killEverything(shared.home);
    await shared.alcove('up', '--detach');
    await untilAvailable(setup, id);
    const first = await untilAvailable(setup, setup.first.workspaceId);
    expect(first.UserName).toBe('kill');
    await terminate(setup, [id]);
    expect(await shared.leftovers()).toEqual([]);
  });
});

/** Every process that works below the state directory: supervisor, roles, database, engine, and the desktops. */
async function killEverything(home: string): Promise<void> {
  const pids = () =>
    readdirSync('/proc').filter(
      (name) => /^\d+$/.test(name) && Number(name) !== process.pid && belongsTo(name, home),
    );
  for (const pid of pids()) kill(Number(pid));
  await until('everything is dead', 30, async () => {
    const left = pids();
    for (const pid of left) kill(Number(pid));
    return left.length === 0 ? true : undefined;
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function belongsTo(pid: string, home: string): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${home}/`) ||
      readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`ALCOVE_HOME=${home}\0`)
    );
  } catch (error) {
    // It has ended meanwhile, or is an init that not even root may look into.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
