import { expect, test } from 'vitest';
import { ManualClock } from '../../base/clock.ts';
import { FailureDelays } from './failureDelays.ts';

const rule = { freeFailures: 3, firstDelayMs: 1000, delayMsMax: 8000, forgetAfterMs: 60_000 };

function start() {
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'));
  return { clock, delays: new FailureDelays(rule, clock) };
}

test('some failures are free, then the wait doubles up to the greatest', () => {
  const { clock, delays } = start();
  for (let attempt = 0; attempt < 3; attempt++) expect(delays.begin('ada')).toBe(0);
  for (const wait of [1000, 2000, 4000, 8000, 8000]) {
    expect(delays.begin('ada')).toBe(wait);
    clock.advance(wait - 1);
    expect(delays.begin('ada')).toBe(1);
    clock.advance(1);
    expect(delays.begin('ada')).toBe(0);
  }
});

test('attempts side by side count before any of them has failed', () => {
  const { delays } = start();
  const waits = Array.from({ length: 5 }, () => delays.begin('ada'));
  expect(waits).toEqual([0, 0, 0, 1000, 1000]);
});

test('keys do not share their failures', () => {
  const { delays } = start();
  for (let attempt = 0; attempt < 4; attempt++) delays.begin('ada');
  expect(delays.begin('grace')).toBe(0);
});

test('what succeeded does not count, and what was proved starts anew', () => {
  const { delays } = start();
  for (let attempt = 0; attempt < 3; attempt++) delays.begin('ada');
  delays.forgive('ada');
  expect(delays.begin('ada')).toBe(0);
  expect(delays.begin('ada')).toBe(1000);
  delays.forget('ada');
  expect(delays.begin('ada')).toBe(0);
});

test('failures are forgotten after a quiet time', () => {
  const { clock, delays } = start();
  for (let attempt = 0; attempt < 4; attempt++) delays.begin('ada');
  clock.advance(60_001);
  for (let attempt = 0; attempt < 3; attempt++) expect(delays.begin('ada')).toBe(0);
});

test('what did not fail begins no wait: the next attempt may follow at once', () => {
  const { clock, delays } = start();
  for (let attempt = 0; attempt < 4; attempt++) delays.begin('ada');
  clock.advance(2000);
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(delays.begin('ada')).toBe(0);
    delays.forgive('ada');
  }
  expect(delays.begin('ada')).toBe(0);
  expect(delays.begin('ada')).toBe(2000);
});
