import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Installation } from './support/installation.ts';
import {
  addUsers,
  armFault,
  createWorkspaces,
  type Setup,
  setUp,
  terminate,
  untilAvailable,
  whileRestarting,
} from './support/setup.ts';
import { until } from './support/until.ts';

const STEPS = [
  ...['user', 'addresses', 'machine-account', 'volumes', 'image', 'instance'],
  ...['domain-join', 'session', 'health', 'invitation', 'available'],
];
const BOUNDARIES = STEPS.flatMap((step) => [
  { step, phase: 'before' as const },
  { step, phase: 'after' as const },
]);

describe('kill -9', () => {
  const installation = new Installation('/tmp/alcove-e2e-kill', 2);
  const faultFile = join(installation.home, 'run', 'fault.json');
  let setup: Setup;

  beforeAll(async () => {
    setup = await setUp(installation);
    await addUsers(setup, ['victim', 'survivor']);
  }, 900_000);
  afterAll(() => installation.destroy(), 300_000);

  it.each(BOUNDARIES)(
    'of the worker $phase the step $step of provisioning',
    async ({ step, phase }) => {
      armFault(installation, step, phase);
      const [id = ''] = await createWorkspaces(setup, ['victim']);
      await untilAvailable(setup, id);
      expect(existsSync(faultFile), 'the worker was killed there').toBe(false);
      await terminate(setup, [id]);
      expect(await installation.leftovers()).toEqual([]);
    },
    180_000,
  );

  it.each(
    ['instance', 'volumes', 'machine-account', 'terminated'].flatMap((step) => [
      { step, phase: 'before' as const },
      { step, phase: 'after' as const },
    ]),
  )(
    'of the worker $phase the step $step of terminating',
    async ({ step, phase }) => {
      const [id = ''] = await createWorkspaces(setup, ['victim']);
      await untilAvailable(setup, id);
      armFault(installation, step, phase, 'workspaces.terminate');
      await terminate(setup, [id]);
      expect(existsSync(faultFile), 'the worker was killed there').toBe(false);
      expect(await installation.leftovers()).toEqual([]);
    },
    180_000,
  );

  it.each(['instance', 'domain-join', 'session', 'health'])(
    'of the engine while the step %s of provisioning needs it',
    async (step) => {
      armFault(installation, step, 'before', 'workspaces.provision', 'engine');
      const [id = ''] = await createWorkspaces(setup, ['victim']);
      await untilAvailable(setup, id);
      expect(existsSync(faultFile), 'the engine was killed there').toBe(false);
      await terminate(setup, [id]);
      expect(await installation.leftovers()).toEqual([]);
    },
    180_000,
  );

  it('of the API between what it has committed and its answer', async () => {
    const fault = join(installation.home, 'fault-api');
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
    expect(await installation.leftovers()).toEqual([]);
  }, 180_000);

  it('of nothing: a stop in good order keeps every WorkSpace as well', async () => {
    await installation.alcove('down');
    await installation.alcove('up', '--detach');
    const workspace = await untilAvailable(setup, setup.first.workspaceId);
    expect(workspace.UserName).toBe('first');
    const second = await installation.alcove(
      'quick-setup',
      '--user',
      'first',
      '--email',
      'first@example.com',
      '--json',
    );
    expect(JSON.parse(second)).toMatchObject({ workspaceId: setup.first.workspaceId, userName: 'first' });
  }, 180_000);

  it('of everything, while one desktop runs and another is being made', async () => {
    const [id = ''] = await createWorkspaces(setup, ['survivor']);
    await killEverything(installation.home);
    await installation.alcove('up', '--detach');
    await untilAvailable(setup, id);
    const first = await untilAvailable(setup, setup.first.workspaceId);
    expect(first.UserName).toBe('first');
    await terminate(setup, [id]);
    expect(await installation.leftovers()).toEqual([]);
  }, 300_000);
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
