import { expect, test } from 'vitest';
import { readUpdateReport } from './updates.ts';

test('the report of an update is read', () => {
  expect(readUpdateReport('updated\n12\nE: one\nE: two\n', true)).toEqual({
    ...{ outcome: 'updated', packages: 12, message: 'E: one\nE: two', rebootRequired: true },
  });
  expect(readUpdateReport('nothing\n0\n', false)).toMatchObject({ outcome: 'nothing', packages: 0 });
  expect(readUpdateReport('failed\n0\nE: no mirror', false)).toMatchObject({
    ...{ outcome: 'failed', message: 'E: no mirror' },
  });
});

test.each(['', 'done\n1\n', '\n\n'])('one that is none counts as a failure: %j', (text) => {
  expect(readUpdateReport(text, false)).toMatchObject({ outcome: 'failed', message: 'it left no report' });
});

test('what is made up stays within bounds', () => {
  const report = readUpdateReport(`updated\n-1e99\n${'x'.repeat(100_000)}END`, false);
  expect(report.packages).toBe(0);
  expect(report.message).toHaveLength(1000);
  expect(report.message.endsWith('END')).toBe(true);
});
