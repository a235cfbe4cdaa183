import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Interrupted } from '../../workflows/interruption.ts';
import type { Boundary } from '../../workflows/task.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { World } from './testing/world.ts';

const STEPS = [
  ...['user', 'addresses', 'machine-account', 'volumes', 'image', 'instance'],
  ...['domain-join', 'session', 'health', 'invitation', 'available'],
];
const PHASES = ['before', 'after'] as const;

let world: World;
/** Where the worker leaves the run of a WorkSpace, as a killed one would: nothing of the step is recorded. */
const crashes = new Map<string, string>();

async function onBoundary({ runId, step, undo, phase }: Boundary): Promise<void> {
  const workspaceId = await world.keyOf(runId);
  if (crashes.get(workspaceId) !== name({ step, undo, phase })) return;
  crashes.delete(workspaceId);
  throw new Interrupted({ kind: 'unavailable' });
}

const name = ({ step, undo, phase }: Pick<Boundary, 'step' | 'undo' | 'phase'>) =>
  `${undo ? 'undo ' : ''}${step} ${phase}`;

beforeEach(async () => {
  world = await World.create();
  crashes.clear();
  await world.startWorker(onBoundary);
});
afterEach(() => world.close());

async function createAll(boundaries: readonly string[], prepare?: (workspaceId: string) => void) {
  const made: { workspaceId: string; computerName: string }[] = [];
  for (const boundary of boundaries) {
    const workspaceId = await world.create();
    crashes.set(workspaceId, boundary);
    prepare?.(workspaceId);
    made.push({ workspaceId, computerName: (await world.row(workspaceId))?.computer_name ?? '' });
  }
  return made;
}

describe('a worker that dies', () => {
  it('at any boundary of provisioning is followed by one that completes it', async () => {
    const made = await createAll(
      STEPS.flatMap((step) => PHASES.map((phase) => name({ step, undo: false, phase }))),
    );
    for (const { workspaceId } of made) {
      expect(await world.settled(workspaceId)).toEqual(['provision succeeded']);
      expect((await world.row(workspaceId))?.state).toBe('AVAILABLE');
    }
    expect(crashes.size).toBe(0);
    expect(world.engine.instanceMap.size).toBe(made.length);
  });

  it('at any boundary of the undoing is followed by one that completes that', async () => {
    const undone = ['addresses', 'machine-account', 'volumes', 'instance'];
    const boundaries = undone.flatMap((step) => PHASES.map((phase) => name({ step, undo: true, phase })));
    const made = await createAll(boundaries, (workspaceId) =>
      world.faults.plan(`attach ${workspaceId}`, 'after', new FatalStepError('no route')),
    );
    for (const { workspaceId, computerName } of made) {
      expect(await world.settled(workspaceId)).toEqual(['provision failed']);
      expect((await world.row(workspaceId))?.state).toBe('ERROR');
      expect(await world.remains(workspaceId, computerName)).toEqual([]);
    }
    expect(crashes.size).toBe(0);
  });

  it('at any boundary of termination is followed by one that completes it', async () => {
    const steps = ['instance', 'volumes', 'machine-account', 'terminated'];
    const made = await createAll([]);
    for (const boundary of steps.flatMap((step) =>
      PHASES.map((phase) => name({ step, undo: false, phase })),
    )) {
      const workspaceId = await world.create();
      await world.settled(workspaceId);
      made.push({ workspaceId, computerName: (await world.row(workspaceId))?.computer_name ?? '' });
      crashes.set(workspaceId, boundary);
      await world.terminate(workspaceId);
    }
    for (const { workspaceId, computerName } of made) {
      expect((await world.settled(workspaceId)).at(-1)).toBe('terminate succeeded');
      expect(await world.row(workspaceId)).toBeUndefined();
      expect(await world.remains(workspaceId, computerName)).toEqual([]);
    }
    expect(crashes.size).toBe(0);
  });
});
