import { type ComputeType, isGraphicsType } from './computeTypes.ts';

/** The sizes of a WorkSpace's two volumes, in GiB. */
export interface VolumeSizes {
  rootVolumeGib: number;
  userVolumeGib: number;
}

/** The largest size of either volume, in GiB. */
const LARGEST = 2000;

/**
 * Whether root and user volume go together: [80, 10], [80, 50], [80, 100] or [175 to 2000, 100 to 2000], and for
 * types with a graphics processor [100 to 2000, 100 to 2000] (administration guide, "Modify a WorkSpace").
 */
export function isVolumeGroup(
  { rootVolumeGib, userVolumeGib }: VolumeSizes,
  computeType: ComputeType = 'STANDARD',
): boolean {
  if (isGraphicsType(computeType)) return within(rootVolumeGib, 100) && within(userVolumeGib, 100);
  if (rootVolumeGib === 80) return [10, 50, 100].includes(userVolumeGib);
  return within(rootVolumeGib, 175) && within(userVolumeGib, 100);
}

/** What to tell somebody whose sizes do not go together. */
export function volumeGroupsSentence(
  { rootVolumeGib, userVolumeGib }: VolumeSizes,
  computeType: ComputeType,
): string {
  const groups = isGraphicsType(computeType)
    ? 'the groups are [100 to 2000, 100 to 2000]'
    : 'the groups are [80, 10], [80, 50], [80, 100] and [175 to 2000, 100 to 2000]';
  return `A root volume of ${rootVolumeGib} GiB and a user volume of ${userVolumeGib} GiB do not go together: ${groups}.`;
}

function within(size: number, least: number): boolean {
  return Number.isInteger(size) && size >= least && size <= LARGEST;
}
