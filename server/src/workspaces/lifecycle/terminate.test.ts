import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.close());

describe('termination', () => {
  it('removes everything, and the WorkSpace disappears', async () => {
    await world.startWorker();
    const workspaceId = await world.create();
    await world.settled(workspaceId);
    const computerName = (await world.row(workspaceId))?.computer_name ?? '';
    expect(await world.remains(workspaceId, computerName)).toHaveLength(6);
    await world.terminate(workspaceId);
    expect((await world.row(workspaceId))?.state).toBe('TERMINATING');
    expect(await world.settled(workspaceId)).toEqual(['provision succeeded', 'terminate succeeded']);
    expect(await world.row(workspaceId)).toBeUndefined();
    expect(await world.remains(workspaceId, computerName)).toEqual([]);
    expect(world.fabric.attached.size).toBe(0);
  });

  it('goes on until it has succeeded', async () => {
    await world.startWorker();
    const workspaceId = await world.create();
    await world.settled(workspaceId);
    for (const call of ['deleteInstance', 'detach', 'deleteVolume', 'deleteMachineAccount']) {
      world.faults.plan(call, 'after');
    }
    await world.terminate(workspaceId);
    expect(await world.settled(workspaceId)).toContain('terminate succeeded');
    expect(world.faults.isSpent).toBe(true);
  });

  it('comes in between at every step of provisioning', async () => {
    const steps = ['user', 'addresses', 'machine-account', 'volumes', 'image', 'instance'];
    steps.push('domain-join', 'session', 'health', 'invitation', 'available');
    const plans = new Map<string, string>();
    await world.startWorker(async ({ runId, runType, step, undo, phase }) => {
      if (runType !== 'workspaces.provision' || undo) return;
      const workspaceId = await world.keyOf(runId);
      if (plans.get(workspaceId) !== `${step} ${phase}`) return;
      plans.delete(workspaceId);
      await world.terminate(workspaceId);
    });
    const made: { workspaceId: string; computerName: string }[] = [];
    // Inside the transactions of the last two steps the row is locked: a termination waits for their end.
    const transactions = ['invitation', 'available'];
    const boundaries = steps.flatMap((step) =>
      transactions.includes(step) ? [`${step} before`] : [`${step} before`, `${step} after`],
    );
    for (const boundary of boundaries) {
      const workspaceId = await world.create();
      plans.set(workspaceId, boundary);
      made.push({ workspaceId, computerName: (await world.row(workspaceId))?.computer_name ?? '' });
    }
    for (const { workspaceId, computerName } of made) {
      const ends = await world.settled(workspaceId);
      expect(ends.at(-1)).toBe('terminate succeeded');
      expect(await world.row(workspaceId)).toBeUndefined();
      expect(await world.remains(workspaceId, computerName)).toEqual([]);
    }
    expect(plans.size).toBe(0);
  });
});
