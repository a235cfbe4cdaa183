import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runsFor } from '../../workflows/history.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { listInvitations } from '../index.ts';
import { snapshotVolume, userVolume } from '../model/volumeNames.ts';
import { migrate } from '../model/workflows.ts';
import { updateRegistration } from '../store/registrations.ts';
import { insertSnapshot } from '../store/snapshots.ts';
import { putTags, tagsOf } from '../store/tags.ts';
import { updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import { testClock } from '../testing.ts';
import { boundariesOf, Crashes } from './testing/crashes.ts';
import { Migrations, type Original } from './testing/migration.ts';
import { World } from './testing/world.ts';

const STEPS = [
  ...['plan', 'user', 'original', 'addresses', 'machine-account', 'image', 'volumes', 'profile'],
  ...['instance', 'domain-join', 'session', 'health', 'folders', 'migrated'],
];

let world: World;
let migrations: Migrations;
const crashes = new Crashes(() => world);
/** What happens right before a step of a WorkSpace's run. */
let saboteurs: Map<string, () => Promise<void> | void>;

beforeEach(async () => {
  world = await World.create();
  migrations = await Migrations.in(world);
  saboteurs = new Map();
  await world.startWorker(async (boundary) => {
    await crashes.onBoundary(boundary);
    const place = `${await world.keyOf(boundary.runId)} ${boundary.step} ${boundary.phase}`;
    const saboteur = boundary.undo ? undefined : saboteurs.get(place);
    saboteurs.delete(place);
    await saboteur?.();
  });
});
afterEach(async () => {
  await world.close();
  await migrations.close();
});

/** The new one is there in the place of the original, of which nothing is left. */
async function expectMigrated(original: Original, target: WorkspaceRow): Promise<void> {
  const { workspaceId, row } = original;
  const ends = await world.settled(workspaceId);
  expect(ends.slice(-2)).toEqual(['migrate succeeded', 'terminate succeeded']);
  expect(await world.row(workspaceId)).toBeUndefined();
  expect(await world.remains(workspaceId, row.computer_name)).toEqual([]);
  const now = await migrations.look(target.workspace_id);
  expect(now.row).toMatchObject({ state: 'AVAILABLE', migrated_from: null, migrated_to: null });
  expect(now.status).toBe('Running');
  expect(await migrations.ofUser(row.user_name)).toMatchObject({ workspaceId: target.workspace_id });
  expect(await world.settled(target.workspace_id)).toEqual([]);
}

/** The original is what it was, and nothing of the new one is left. */
async function expectUndone(original: Original, target: WorkspaceRow): Promise<void> {
  const ends = await world.settled(original.workspaceId);
  expect(ends.at(-1)).toBe('migrate failed');
  expect(await world.row(target.workspace_id)).toBeUndefined();
  expect(await world.remains(target.workspace_id, target.computer_name)).toEqual([]);
  expect(await tagsOf(world.database, target.workspace_id)).toEqual([]);
  const now = await migrations.look(original.workspaceId);
  const { error_code, error_message, ...row } = now.row;
  // It has begun to run anew.
  const kept = { ...errorOf(original), started_at: original.row.started_at };
  expect({ ...now, row: { ...row, ...kept } }).toEqual(original);
  if (original.row.state === 'ERROR') expect({ error_code, error_message }).toEqual(errorOf(original));
  else expect(error_code).not.toBeNull();
  expect(await migrations.ofUser(original.row.user_name)).toMatchObject({
    workspaceId: original.workspaceId,
  });
}

const errorOf = ({ row: { error_code, error_message } }: Original) => ({ error_code, error_message });

describe('a migration', () => {
  it('makes a new WorkSpace with the files of the latest snapshot', async () => {
    const original = await migrations.original();
    const { workspaceId } = original;
    const volume = userVolume(workspaceId);
    await putTags(world.database, workspaceId, [{ Key: 'team', Value: 'engines' }]);
    for (const [snapshotId, takenAt] of [
      ['snap-1', '2026-11-20T06:00:00Z'],
      ['snap-2', '2026-11-21T06:00:00Z'],
    ] as const) {
      world.volumes.write(volume, snapshotId);
      await world.volumes.copy(volume, snapshotVolume(volume, snapshotId));
      await insertSnapshot(world.database, workspaceId, { snapshotId, takenAt: new Date(takenAt) });
    }
    world.volumes.write(volume, 'later');
    const commands: (readonly string[])[] = [];
    world.engine.answer = (_, command) => {
      commands.push(command);
      return {};
    };
    const frozen: (string | undefined)[] = [];
    for (const step of ['volumes', 'health']) {
      saboteurs.set(`${workspaceId} ${step} before`, () => {
        frozen.push(world.engine.instanceMap.get(workspaceId)?.status);
      });
    }

    const target = await migrations.begin(workspaceId);
    await expectMigrated(original, target);
    const now = await migrations.look(target.workspace_id);
    expect(frozen).toEqual(['Frozen', 'Frozen']);
    const run = (await runsFor(world.database, workspaceId)).find(({ type }) => type === migrate.type);
    expect(run?.steps.map((step) => step.name)).toEqual(STEPS);
    expect(world.volumes.content(userVolume(target.workspace_id))).toEqual(['snap-1', 'snap-2']);
    expect(world.volumes.volumes.get(userVolume(target.workspace_id))?.sizeGib).toBe(100);
    expect(now.row).toMatchObject({
      ...{ bundle_id: 'wsb-d12perfo0', running_mode: 'AUTO_STOP', auto_stop_timeout_minutes: 180 },
      ...{ available_at: testClock.now(), error_code: null },
    });
    expect(now.row.computer_name).not.toBe(original.row.computer_name);
    expect(now.row.ip_address).not.toBe(original.row.ip_address);
    expect(world.engine.instanceMap.get(target.workspace_id)?.spec.memoryMib).toBe(8192);
    expect(await tagsOf(world.database, target.workspace_id)).toEqual([{ Key: 'team', Value: 'engines' }]);
    const name = `${original.row.user_name}112126T130000.NotMigrated`;
    expect(commands.flat()).toContain(`/home/${name}`);
    expect(commands.flat()).toContain(`/var/log/alcove/migration/${name}.log`);
  });

  it('sends no invitation: the user signs in as before', async () => {
    const original = await migrations.original();
    const target = await migrations.begin(original.workspaceId);
    await expectMigrated(original, target);
    expect((await listInvitations(world.database)).map((one) => one.workspaceId)).toEqual([]);
  });

  it('takes the files as they are where there is no snapshot', async () => {
    const original = await migrations.original();
    world.volumes.write(userVolume(original.workspaceId), 'now');
    const target = await migrations.begin(original.workspaceId);
    await expectMigrated(original, target);
    expect(world.volumes.content(userVolume(target.workspace_id))).toEqual(['now']);
  });

  it('starts a new desktop again that a restart of the engine stopped', async () => {
    const original = await migrations.original();
    const { workspaceId } = original;
    let targetId = '';
    for (const step of ['health', 'folders']) {
      saboteurs.set(`${workspaceId} ${step} before`, async () => {
        targetId = (await world.row(workspaceId))?.migrated_to ?? '';
        await world.engine.crash(targetId);
      });
    }
    const target = await migrations.begin(workspaceId);
    await expectMigrated(original, target);
    expect(targetId).toBe(target.workspace_id);
  });

  it.each(['STOPPED', 'ERROR'] as const)('of one that is %s', async (state) => {
    const original = await migrations.original(state);
    const target = await migrations.begin(original.workspaceId);
    await expectMigrated(original, target);
  });

  it('of one that could never be made begins with an empty volume', async () => {
    const workspaceId = await world.create({ exists: false });
    await world.settled(workspaceId);
    const original = await migrations.look(workspaceId);
    expect(original.row.state).toBe('ERROR');
    world.directories.addUser(original.row.user_name);
    await expectMigrated(original, await migrations.begin(workspaceId));
  });
});

/** How each step fails, for good; `target` is the new WorkSpace. */
const failures: { step: string; how: string; sabotage(target: WorkspaceRow): Promise<void> | void }[] = [
  {
    ...{ step: 'plan', how: 'the pool of volumes is away' },
    sabotage: () => {
      const { exists } = world.volumes;
      world.volumes.exists = async () => {
        world.volumes.exists = exists;
        throw new FatalStepError('the pool is away');
      };
    },
  },
  {
    step: 'user',
    how: 'the directory has no such user',
    sabotage: (target) => void world.directories.users.delete(target.user_name),
  },
  ...fails('original', 'freeze', (target) => target.migrated_from ?? ''),
  {
    ...{ step: 'addresses', how: 'no subnet has an address left' },
    sabotage: () => updateRegistration(world.database, world.directoryId, { subnet_ids: [] }),
  },
  ...fails('machine-account', 'ensureMachineAccount', (target) => target.computer_name),
  {
    ...{ step: 'image', how: 'the bundle is gone' },
    sabotage: (target) =>
      updateWorkspace(world.database, target.workspace_id, {
        at: testClock.now(),
        bundle_id: 'wsb-000000000',
      }),
  },
  ...fails('volumes', 'createVolume', (target) => `${target.workspace_id}.root`),
  ...fails('volumes', 'createVolume', (target) => userVolume(target.workspace_id)),
  ...fails('profile', 'mountVolume', (target) => userVolume(target.workspace_id)),
  ...fails('instance', 'createInstance', (target) => target.workspace_id),
  ...fails('domain-join', 'writeFile', (target) => target.workspace_id),
  ...fails('session', 'start', (target) => target.workspace_id),
  ...fails('session', 'attach', (target) => target.workspace_id),
  {
    ...{ step: 'health', how: 'the new desktop has stopped for good' },
    sabotage: async ({ workspace_id }) => {
      await world.engine.crash(workspace_id);
      world.faults.plan(`start ${workspace_id}`, 'before', new FatalStepError('it is broken'));
    },
  },
  {
    ...{ step: 'folders', how: 'the folders cannot be moved' },
    sabotage: () => {
      world.engine.answer = () => {
        throw new FatalStepError('there is no shell');
      };
    },
  },
  {
    ...{ step: 'migrated', how: 'the database refuses' },
    sabotage: () => {
      throw new FatalStepError('refused');
    },
  },
];

function fails(step: string, call: string, name: (target: WorkspaceRow) => string) {
  return (['before', 'after'] as const).map((phase) => ({
    ...{ step, how: `${call} fails ${phase} its effect` },
    sabotage: (target: WorkspaceRow) =>
      world.faults.plan(`${call} ${name(target)}`, phase, new FatalStepError('no more')),
  }));
}

describe('a migration that fails', () => {
  it('has a test for each step', () => {
    expect([...new Set(failures.map(({ step }) => step))]).toEqual(STEPS);
  });

  it.each(failures)(
    'in the step $step, as $how, leaves the original as it was',
    async ({ step, sabotage }) => {
      const original = await migrations.original();
      await putTags(world.database, original.workspaceId, [{ Key: 'team', Value: 'engines' }]);
      let target: WorkspaceRow | undefined;
      const begun = Promise.withResolvers<void>();
      // A transaction fails in its middle.
      const phase = step === 'migrated' ? 'after' : 'before';
      saboteurs.set(`${original.workspaceId} ${step} ${phase}`, async () => {
        await begun.promise;
        if (target) await sabotage(target);
      });
      target = await migrations.begin(original.workspaceId);
      begun.resolve();
      await expectUndone(original, target);
      expect(world.faults.isSpent).toBe(true);
      // Nothing stays behind that would keep it from being terminated.
      await world.terminate(original.workspaceId);
      expect((await world.settled(original.workspaceId)).at(-1)).toBe('terminate succeeded');
      expect(await world.row(original.workspaceId)).toBeUndefined();
    },
  );

  it.each(['STOPPED', 'ERROR'] as const)('leaves one that was %s that', async (state) => {
    const original = await migrations.original(state);
    world.faults.plan('attach', 'after', new FatalStepError('no route'));
    const target = await migrations.begin(original.workspaceId);
    await expectUndone(original, target);
  });

  it('says why', async () => {
    const original = await migrations.original();
    world.directories.users.delete(original.row.user_name);
    await expectUndone(original, await migrations.begin(original.workspaceId));
    expect(await world.row(original.workspaceId)).toMatchObject({
      error_code: 'InvalidUserConfiguration.Workspace',
      error_message: 'The user was either not found or is misconfigured.',
    });
    world.directories.addUser(original.row.user_name);
    world.faults.plan('createInstance', 'before', new FatalStepError('no space left on device'));
    const second = await migrations.begin(original.workspaceId);
    await world.settled(original.workspaceId);
    expect(await world.row(second.workspace_id)).toBeUndefined();
    expect((await world.row(original.workspaceId))?.error_message).toContain('instance (no space left');
  });

  it('once, may be tried again and succeed', async () => {
    const original = await migrations.original();
    world.faults.plan('attach', 'after', new FatalStepError('no route'));
    await expectUndone(original, await migrations.begin(original.workspaceId));
    await expectMigrated(original, await migrations.begin(original.workspaceId));
  });
});

describe('a worker that dies', () => {
  it('at any boundary of a migration is followed by one that completes it', async () => {
    const made: [boundary: string, original: Original, target: WorkspaceRow][] = [];
    for (const boundary of boundariesOf(STEPS)) {
      const original = await migrations.original();
      crashes.plan(original.workspaceId, boundary);
      made.push([boundary, original, await migrations.begin(original.workspaceId)]);
    }
    for (const [, original, target] of made) await expectMigrated(original, target);
    expect(crashes.isSpent).toBe(true);
    expect(world.engine.instanceMap.size).toBe(made.length);
  }, 60_000);

  it('at any boundary of its undoing is followed by one that completes that', async () => {
    const undone = ['original', 'addresses', 'machine-account', 'volumes', 'instance'];
    const made: [original: Original, target: WorkspaceRow][] = [];
    for (const state of ['AVAILABLE', 'STOPPED'] as const) {
      for (const boundary of boundariesOf(undone)) {
        const original = await migrations.original(state);
        crashes.plan(original.workspaceId, `undo ${boundary}`);
        let target: WorkspaceRow | undefined;
        const begun = Promise.withResolvers<void>();
        saboteurs.set(`${original.workspaceId} session before`, async () => {
          await begun.promise;
          world.faults.plan(`attach ${target?.workspace_id}`, 'after', new FatalStepError('no route'));
        });
        target = await migrations.begin(original.workspaceId);
        begun.resolve();
        made.push([original, target]);
      }
    }
    for (const [original, target] of made) await expectUndone(original, target);
    expect(crashes.isSpent).toBe(true);
    expect(world.engine.instanceMap.size).toBe(made.length);
  }, 60_000);
});
