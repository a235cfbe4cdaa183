import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import type { Instance } from '../../engine/engine.ts';
import { testContext } from '../../wire/testing.ts';
import { findDirectoryById } from '../store/directories.ts';
import { activeDirectory, directoriesTest } from '../testing.ts';
import { ensureControllersRunning, type RunningDeps } from './ensureControllers.ts';

let test: Awaited<ReturnType<typeof directoriesTest>>;
const context = testContext();
const ids = ['d-0000000001', 'd-0000000002'];

beforeAll(async () => {
  test = await directoriesTest();
  for (const id of ids) await activeDirectory(test.deps.database, context, id);
});
afterAll(() => test.close());

/** An engine that has the instances, and what was asked of it and of the fabric. */
function host(instances: Record<string, Instance['status']>): { deps: RunningDeps; calls: string[] } {
  const calls: string[] = [];
  const deps: RunningDeps = {
    ...{ database: test.deps.database, clock: systemClock, log: context.log },
    engine: {
      instance: async (name) => {
        const status = instances[name];
        return status && { name, status, labels: {} };
      },
      start: async (name) => {
        if (instances[name] === 'Error') throw new Error('it does not start');
        calls.push(`start ${name}`);
      },
    },
    fabric: { attach: async ({ address }) => void calls.push(`attach ${address}`) },
  };
  return { deps, calls };
}

const stageOf = async (id = '') => (await findDirectoryById(test.deps.database, id))?.stage;

it('starts controllers that stand still and connects them, whatever becomes of the others', async () => {
  const [first = '', second = ''] = ids;
  const { deps, calls } = host({ [`${first}-dc1`]: 'Error', [`${second}-dc1`]: 'Stopped' });
  await ensureControllersRunning(deps);
  const address = (await findDirectoryById(test.deps.database, second))?.controllers[0]?.address;
  expect(calls).toEqual([`start ${second}-dc1`, `attach ${address}`]);
});

it('shows a directory whose controller is gone as Inoperable until it is back', async () => {
  const [first = '', second = ''] = ids;
  await ensureControllersRunning(host({ [`${first}-dc1`]: 'Running' }).deps);
  expect([await stageOf(first), await stageOf(second)]).toEqual(['Active', 'Inoperable']);
  expect((await findDirectoryById(test.deps.database, second))?.stageReason).toContain('is gone');
  await ensureControllersRunning(host({ [`${first}-dc1`]: 'Running', [`${second}-dc1`]: 'Running' }).deps);
  expect(await stageOf(second)).toBe('Active');
});
