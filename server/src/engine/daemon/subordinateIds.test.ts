import { expect, test } from 'vitest';
import { missingLine } from './subordinateIds.ts';

test('root gets a range beside those that others have', () => {
  expect(missingLine('')).toBe('root:1000000:1000000000\n');
  expect(missingLine('ann:100000:65536\n')).toBe('root:1000000:1000000000\n');
  expect(missingLine('ann:1000000:65536\nbob:2000000:10')).toBe('\nroot:2000010:1000000000\n');
});

test('a range that root has is left as it is', () => {
  expect(missingLine('_lxd:100000:65536\nroot:100000:65536\n')).toBeUndefined();
});
