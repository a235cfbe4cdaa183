import { expect, it } from 'vitest';
import { zoneId, zonesOf } from './zones.ts';

it.each([
  ['us-east-1', 'use1-az1'],
  ['ap-southeast-2', 'apse2-az1'],
  ['eu-central-1', 'euc1-az1'],
  ['us-gov-west-1', 'usgw1-az1'],
])('names the zones of %s', (region, id) => {
  expect(zonesOf(region).map((zone) => zone.name)).toEqual([`${region}a`, `${region}b`, `${region}c`]);
  expect(zoneId(region, `${region}a`)).toBe(id);
  expect(zoneId(region, `${region}d`)).toBeUndefined();
});
