import { describe, expect, it } from 'vitest';
import { publicBundles } from './bundles.ts';
import { migratedVolumes, migrationProblem, notMigratedName, type OperatingSystem } from './migration.ts';
import { isVolumeGroup } from './volumes.ts';

describe('a migration', () => {
  const bundle = (bundleId: string, operatingSystem: OperatingSystem) => ({ bundleId, operatingSystem });

  it.each([
    ['one Linux bundle to another', bundle('wsb-a', 'LINUX'), bundle('wsb-b', 'LINUX'), undefined],
    ['one Windows bundle to another', bundle('wsb-a', 'WINDOWS'), bundle('wsb-b', 'WINDOWS'), undefined],
    [
      'a bundle to itself',
      bundle('wsb-a', 'LINUX'),
      bundle('wsb-a', 'LINUX'),
      'InvalidParameterValuesException',
    ],
    [
      'Windows to Linux',
      bundle('wsb-a', 'WINDOWS'),
      bundle('wsb-b', 'LINUX'),
      'OperationNotSupportedException',
    ],
    [
      'Linux to Windows',
      bundle('wsb-a', 'LINUX'),
      bundle('wsb-b', 'WINDOWS'),
      'OperationNotSupportedException',
    ],
  ])('from %s', (_, source, target, code) => {
    expect(migrationProblem(source, target)?.code).toBe(code);
  });
});

describe('the volumes after a migration', () => {
  const sizes = ([rootVolumeGib, userVolumeGib]: readonly [number, number]) => ({
    rootVolumeGib,
    userVolumeGib,
  });
  const VALUE = [80, 10] as const;
  const STANDARD = [80, 50] as const;
  const PERFORMANCE = [80, 100] as const;
  const POWER = [175, 100] as const;

  it.each([
    ['grow to those of the new bundle', VALUE, VALUE, STANDARD, STANDARD],
    ['grow with the root', VALUE, VALUE, POWER, POWER],
    ['do not shrink', PERFORMANCE, PERFORMANCE, VALUE, PERFORMANCE],
    ['keep a larger root', [200, 300], [200, 300], VALUE, [200, 300]],
    ['keep a user volume that was chosen higher', PERFORMANCE, VALUE, STANDARD, PERFORMANCE],
    ['keep a user volume that was chosen lower', VALUE, STANDARD, PERFORMANCE, VALUE],
    ['are a group even where the chosen size is none with the new root', STANDARD, VALUE, POWER, POWER],
    ['are a group even where the old sizes were none', [80, 60], [80, 60], VALUE, PERFORMANCE],
    ['are a group where a large one was chosen', [80, 200], VALUE, VALUE, [175, 200]],
    ['are the larger ones where the old bundle is gone', STANDARD, undefined, VALUE, STANDARD],
  ] as const)('%s', (_, present, source, target, expected) => {
    const result = migratedVolumes(sizes(present), source && sizes(source), {
      ...sizes(target),
      computeType: 'VALUE',
    });
    expect(result).toEqual(sizes(expected));
  });

  it('of a type with a graphics processor are 100 GiB at least', () => {
    const target = { ...sizes([100, 100]), computeType: 'GRAPHICS' } as const;
    expect(migratedVolumes(sizes(VALUE), sizes(STANDARD), target)).toEqual(sizes([100, 100]));
  });

  it('are always a group and never smaller, from any public bundle to any', () => {
    for (const source of publicBundles) {
      for (const target of publicBundles) {
        for (const present of [VALUE, STANDARD, PERFORMANCE, POWER, [2000, 2000] as const].map(sizes)) {
          const result = migratedVolumes(present, source, target);
          expect(isVolumeGroup(result, target.computeType), JSON.stringify([present, result])).toBe(true);
          expect(result.userVolumeGib).toBeGreaterThanOrEqual(present.userVolumeGib);
          expect(result.rootVolumeGib).toBeGreaterThanOrEqual(
            Math.max(present.rootVolumeGib, target.rootVolumeGib),
          );
        }
      }
    }
  });
});

describe('the name of the old profile', () => {
  const at = new Date('2026-02-03T23:04:05Z');

  it.each([
    ['Etc/UTC', 'demo020326T230405.NotMigrated'],
    ['Europe/Berlin', 'demo020426T000405.NotMigrated'],
    ['America/New_York', 'demo020326T180405.NotMigrated'],
  ])('has the time in %s', (timeZone, name) => {
    expect(notMigratedName('demo', at, timeZone)).toBe(name);
  });
});
