import { describe, expect, it } from 'vitest';
import {
  allowsFromDesktop,
  allowsToDesktop,
  DEFAULT_SESSION_POLICY,
  type Direction,
  directions,
  effectivePolicy,
  sessionPolicyNumbers,
} from './sessionPolicy.ts';

describe('the default policy', () => {
  it('lies within the ranges', () => {
    for (const [name, range] of Object.entries(sessionPolicyNumbers)) {
      const value = DEFAULT_SESSION_POLICY[name as keyof typeof sessionPolicyNumbers];
      expect(value).toBeGreaterThanOrEqual(range.min);
      expect(value).toBeLessThanOrEqual(range.max);
    }
  });
});

describe('effectivePolicy', () => {
  it('is the policy itself where nothing narrows it', () => {
    expect(effectivePolicy(DEFAULT_SESSION_POLICY, {})).toEqual(DEFAULT_SESSION_POLICY);
  });

  it('takes the narrower of each member', () => {
    const policy = { ...DEFAULT_SESSION_POLICY, printing: false, sessionResumeTimeoutMinutes: 10 };
    const narrowing = {
      ...{ printing: true, audioIn: false, videoIn: false, timeZoneRedirection: false },
      ...{ clipboardBytesMax: 1000, sessionResumeTimeoutMinutes: 30, fileTransfer: 'OFF' as const },
    };
    expect(effectivePolicy(policy, narrowing)).toEqual({
      ...policy,
      ...{ audioIn: false, videoIn: false, timeZoneRedirection: false },
      ...{ clipboardBytesMax: 1000, fileTransfer: 'OFF' },
    });
  });

  it('passes in a direction what both let pass', () => {
    for (const one of directions) {
      for (const other of directions) {
        const result = effectivePolicy({ ...DEFAULT_SESSION_POLICY, clipboard: one }, { clipboard: other });
        expect(allowsToDesktop(result.clipboard)).toBe(allowsToDesktop(one) && allowsToDesktop(other));
        expect(allowsFromDesktop(result.clipboard)).toBe(allowsFromDesktop(one) && allowsFromDesktop(other));
      }
    }
  });

  it.each([
    [0, 0, 0],
    [0, 5, 5],
    [5, 0, 5],
    [5, 3, 3],
    [3, 5, 3],
  ])('disconnects the idle after %i and %i minutes: %i', (one, other, minutes) => {
    const policy = { ...DEFAULT_SESSION_POLICY, idleDisconnectMinutes: one };
    expect(effectivePolicy(policy, { idleDisconnectMinutes: other }).idleDisconnectMinutes).toBe(minutes);
  });

  it.each<[Direction, boolean, boolean]>([
    ['OFF', false, false],
    ['TO_DESKTOP', true, false],
    ['FROM_DESKTOP', false, true],
    ['BOTH', true, true],
  ])('%s: to the desktop %s, from it %s', (direction, to, from) => {
    expect([allowsToDesktop(direction), allowsFromDesktop(direction)]).toEqual([to, from]);
  });
});
