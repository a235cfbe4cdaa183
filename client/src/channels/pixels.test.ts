import { expect, test } from 'vitest';
import { toRgba } from './pixels.ts';

test('blue, green, red become red, green, blue without transparency', () => {
  const target = new Uint8ClampedArray(8);
  toRgba(Uint8Array.of(1, 2, 3, 4, 5, 6), target);
  expect([...target]).toEqual([3, 2, 1, 255, 6, 5, 4, 255]);
});
