import { describe, expect, it } from 'vitest';
import { isVolumeGroup, volumeGroupsSentence } from './volumes.ts';

const group = ([rootVolumeGib, userVolumeGib]: readonly [number, number]) => ({
  rootVolumeGib,
  userVolumeGib,
});

describe('the groups of volume sizes', () => {
  it.each([
    [80, 10],
    [80, 50],
    [80, 100],
    [175, 100],
    [200, 101],
    [2000, 2000],
  ] as const)('have [%i, %i]', (...sizes) => {
    expect(isVolumeGroup(group(sizes))).toBe(true);
  });

  it.each([
    [80, 11],
    [80, 175],
    [81, 50],
    [100, 100],
    [174, 100],
    [175, 99],
    [175, 50],
    [2001, 100],
    [175, 2001],
    [175.5, 100],
    [0, 0],
  ] as const)('have no [%d, %d]', (...sizes) => {
    expect(isVolumeGroup(group(sizes))).toBe(false);
  });

  it('begin with [100, 100] for types with a graphics processor', () => {
    expect(isVolumeGroup(group([100, 100]), 'GRAPHICSPRO')).toBe(true);
    expect(isVolumeGroup(group([2000, 100]), 'GRAPHICS_G4DN')).toBe(true);
    expect(isVolumeGroup(group([80, 100]), 'GRAPHICS_G4DN')).toBe(false);
    expect(isVolumeGroup(group([100, 50]), 'GRAPHICS')).toBe(false);
  });

  it('are named to who misses them', () => {
    expect(volumeGroupsSentence(group([80, 60]), 'VALUE')).toContain('[80, 50], [80, 100]');
    expect(volumeGroupsSentence(group([80, 60]), 'GRAPHICS')).toContain('[100 to 2000, 100 to 2000]');
  });
});
