import { expect, it } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { createThrottle } from './throttle.ts';

const start = new Date('2026-11-21T12:00:00Z');
const limits = { ratePerSecond: 2, burst: 5 };

/** How many of so many calls at once go on. */
const allowed = (throttle: (name: string) => boolean, calls: number, name = 'a') =>
  Array.from({ length: calls }, () => throttle(name)).filter(Boolean).length;

it("follows the guide's table second by second", () => {
  const clock = new ManualClock(start);
  const throttle = createThrottle(limits, clock);
  const sent = [0, 2, 5, 2, 3, 0, 0, 0, 9];
  const went = sent.map((calls) => {
    const count = allowed(throttle, calls);
    clock.advance(1000);
    return count;
  });
  expect(went).toEqual([0, 2, 5, 2, 2, 0, 0, 0, 5]);
});

it('gives a call back after half a second, and no more than the burst after a day', () => {
  const clock = new ManualClock(start);
  const throttle = createThrottle(limits, clock);
  expect(allowed(throttle, 6)).toBe(5);
  clock.advance(499);
  expect(throttle('a')).toBe(false);
  clock.advance(1);
  expect(allowed(throttle, 2)).toBe(1);
  clock.advance(86_400_000);
  expect(allowed(throttle, 9)).toBe(5);
});

it('keeps each name apart', () => {
  const throttle = createThrottle(limits, new ManualClock(start));
  expect([allowed(throttle, 9, 'a'), allowed(throttle, 9, 'b')]).toEqual([5, 5]);
});

it('takes nothing away when the clock is set back', () => {
  const clock = new ManualClock(start);
  const throttle = createThrottle(limits, clock);
  allowed(throttle, 2);
  clock.advance(-60_000);
  expect(allowed(throttle, 9)).toBe(3);
});

it('is off at a rate of 0', () => {
  const throttle = createThrottle({ ratePerSecond: 0, burst: 0 }, new ManualClock(start));
  expect(allowed(throttle, 1000)).toBe(1000);
});

it('forgets full buckets first and those used longest ago then, and remembers a bounded number', () => {
  const clock = new ManualClock(start);
  const throttle = createThrottle(limits, clock, 3);
  throttle('rested');
  clock.advance(60_000);
  allowed(throttle, 5, 'busy');
  allowed(throttle, 5, 'busier');
  throttle('new');
  expect(throttle('busy')).toBe(false);
  throttle('newer');
  expect(throttle('busier')).toBe(false);
  expect(throttle('busy')).toBe(true);
});
