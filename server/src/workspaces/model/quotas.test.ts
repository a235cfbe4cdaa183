import { expect, it } from 'vitest';
import { defaultQuotas, isQuotaName, quotaNames } from './quotas.ts';

const GIB = 1024 ** 3;

it("has the guide's numbers, and as many WorkSpaces as the memory carries", () => {
  expect(defaultQuotas(16 * GIB, 0)).toEqual({
    workspaces: 32,
    images: 20,
    bundles: 50,
    ipGroups: 100,
    rulesPerIpGroup: 10,
    ipGroupsPerDirectory: 25,
  });
  expect(Object.keys(defaultQuotas(GIB, 0))).toEqual(quotaNames);
});

it("prefers the operator's own number of WorkSpaces", () => {
  expect(defaultQuotas(16 * GIB, 7).workspaces).toBe(7);
});

it('knows its names', () => {
  expect(isQuotaName('images')).toBe(true);
  expect(isQuotaName('toString')).toBe(false);
});
