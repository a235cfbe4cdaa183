import { expect, test } from 'vitest';
import { AdaptiveQuality, levelsFor } from './quality.ts';

/** The level after a round trip per second. */
function after(quality: AdaptiveQuality, fromSecond: number, roundTripsMs: number[]): number {
  roundTripsMs.forEach((roundTripMs, index) => {
    quality.take(roundTripMs, (fromSecond + index) * 1000);
  });
  return quality.level;
}

test('a long way alone is no reason for worse pictures', () => {
  expect(after(new AdaptiveQuality(), 0, Array(20).fill(250))).toBe(6);
});

test('pictures that queue up make it worse within seconds', () => {
  expect(after(new AdaptiveQuality(), 0, [80, 300, 300, 300, 300, 300])).toBeLessThanOrEqual(2);
});

test('a clear way makes it better again, and later each time that this was wrong', () => {
  const quality = new AdaptiveQuality();
  after(quality, 0, [80, 300, 80, 80, 80]);
  expect(quality.level).toBe(4);
  after(quality, 5, Array(6).fill(80));
  expect(quality.level).toBe(5);
  after(quality, 11, [80, 80, 300]);
  expect(quality.level).toBe(3);
  after(quality, 14, Array(10).fill(80));
  expect(quality.level).toBe(3);
  after(quality, 24, Array(10).fill(80));
  expect(quality.level).toBe(4);
});

test.each([
  ['auto', 5, 5],
  ['sharp', 1, 9],
  ['fast', 6, 2],
] as const)('the choice %s', (choice, adaptive, level) => {
  expect(levelsFor(choice, adaptive).quality).toBe(level);
});
