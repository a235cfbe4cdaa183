import { expect, test } from 'vitest';
import { type IdleSession, sessionEndsAt } from './sessionLife.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21) + minutes * 60_000);
const endOf = (differences: Partial<IdleSession>, resumeTimeoutMinutes = 20) => {
  const session = {
    signedInAt: at(0),
    seenAt: at(60),
    remembered: false,
    wasConnected: true,
    ...differences,
  };
  return (
    (sessionEndsAt(session, { resumeTimeoutMinutes, rememberedMs: 36_000_000 }).getTime() - at(0).getTime()) /
    60_000
  );
};

test('a session comes back within the resume timeout after a cut', () => {
  expect([endOf({}), endOf({}, 5), endOf({}, 0)]).toEqual([80, 65, 60]);
});

test('a first connection has twenty minutes, whatever the timeout', () => {
  expect([endOf({ wasConnected: false }, 0), endOf({ wasConnected: false }, 30)]).toEqual([80, 90]);
});

test('one that is remembered lasts ten hours from signing in, and no longer than a cut allows after that', () => {
  expect(endOf({ remembered: true }, 0)).toBe(600);
  expect(endOf({ remembered: true, seenAt: at(590) })).toBe(610);
  expect(endOf({ remembered: true, seenAt: at(700) })).toBe(720);
});
