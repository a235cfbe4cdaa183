import { expect, it } from 'vitest';
import { availableRanges, isSameRange, searchRangeProblem } from './managementRanges.ts';

it.each(['10.0.0.0/8', '10.7.0.0/16', '100.64.0.0/10', '172.31.0.0/16', '192.168.0.0/16', '198.19.0.0/16'])(
  'searches in %s',
  (range) => {
    expect(searchRangeProblem(range)).toBeUndefined();
  },
);

it.each(['0.0.0.0/0', '8.8.0.0/16', '172.32.0.0/16', '198.18.0.0/14', '203.0.113.0/24'])(
  'does not search in %s',
  (range) => {
    expect(searchRangeProblem(range)).toContain(`${range} does not lie in any of 10.0.0.0/8`);
  },
);

it("finds the installation's own range where that lies within", () => {
  expect(availableRanges('198.18.0.0/15', '198.19.0.0/16')).toEqual(['198.19.0.0/16']);
  expect(availableRanges('198.18.0.1/15', '198.19.0.0/16')).toEqual(['198.19.0.0/16']);
  expect(availableRanges('198.19.0.0/16', '198.19.0.0/16')).toEqual(['198.19.0.0/16']);
  expect(availableRanges('198.19.0.0/17', '198.19.0.0/16')).toEqual([]);
  expect(availableRanges('10.0.0.0/8', '198.19.0.0/16')).toEqual([]);
  expect(availableRanges('198.18.0.0/15', '198.19.16.0/20')).toEqual([]);
});

it('compares networks, not their spelling', () => {
  expect(isSameRange('198.19.0.0/16', '198.19.0.1/16')).toBe(true);
  expect(isSameRange('198.19.0.0/16', '198.18.0.0/16')).toBe(false);
});
