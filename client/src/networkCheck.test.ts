import { expect, test } from 'vitest';
import { gradeRoundTrip, gradeThroughput, median, roundTripMarks } from './networkCheck.ts';

test.each([
  [99, 'good', 'good'],
  [100, 'degraded', 'good'],
  [250, 'degraded', 'degraded'],
  [251, 'bad', 'degraded'],
  [400, 'bad', 'degraded'],
  [401, 'bad', 'bad'],
])('%i ms is %s for PCoIP and %s for WSP', (milliseconds, pcoip, wsp) => {
  expect(gradeRoundTrip(milliseconds, roundTripMarks.pcoip)).toBe(pcoip);
  expect(gradeRoundTrip(milliseconds, roundTripMarks.wsp)).toBe(wsp);
});

test('throughput', () => {
  expect([0.9, 1, 5].map(gradeThroughput)).toEqual(['bad', 'degraded', 'good']);
});

test('the median is not moved by one slow answer', () => {
  expect(median([3, 1000, 1])).toBe(3);
  expect(median([])).toBeUndefined();
});
