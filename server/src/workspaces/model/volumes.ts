/** The sizes of a WorkSpace's two volumes, in GiB. */
export interface VolumeSizes {
  rootVolumeGib: number;
  userVolumeGib: number;
}

/**
 * Whether root and user volume go together: [80, 10], [80, 50], [80, 100] or [175 to 2000, 100 to 2000]
 * (administration guide, "Modify a WorkSpace").
 */
export function isVolumeGroup({ rootVolumeGib, userVolumeGib }: VolumeSizes): boolean {
  if (rootVolumeGib === 80) return [10, 50, 100].includes(userVolumeGib);
  return within(rootVolumeGib, 175, 2000) && within(userVolumeGib, 100, 2000);
}

function within(size: number, least: number, most: number): boolean {
  return Number.isInteger(size) && size >= least && size <= most;
}
