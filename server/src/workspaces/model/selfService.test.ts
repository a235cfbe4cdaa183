import { expect, test } from 'vitest';
import { allPermissions, rebuildWaitSeconds, selfServiceActions, volumeSteps } from './selfService.ts';

test.each([
  [80, 10, [], [50, 100]],
  [80, 50, [], [100]],
  [80, 100, [175], []],
  [175, 100, [], []],
  [500, 300, [], []],
])('with %i and %i GiB, the root volume can have %j and the user volume %j', (root, user, roots, users) => {
  expect(volumeSteps({ rootVolumeGib: root, userVolumeGib: user })).toEqual({ root: roots, user: users });
});

test('a rebuild waits twelve hours from the creation', () => {
  const created = new Date('2026-11-21T00:00:00Z');
  const after = (hours: number) =>
    rebuildWaitSeconds(created, new Date(created.getTime() + hours * 3_600_000));
  expect([after(0), after(11), after(12), after(100)]).toEqual([43_200, 3600, 0, 0]);
});

test('every action has its permission', () => {
  expect(Object.keys(allPermissions(true))).toEqual([...selfServiceActions]);
});
