/** Names of volumes. A name says whose it is, so that one that nobody owns can be told. */

export const rootVolume = (workspaceId: string) => `${workspaceId}.root`;
export const userVolume = (workspaceId: string) => `${workspaceId}.user`;

/** The copy of a WorkSpace's volume that belongs to a snapshot. */
export const snapshotVolume = (volume: string, snapshotId: string) => `${volume}@${snapshotId}`;

/** The root of a custom image. */
export const imageVolume = (imageId: string) => `${imageId}.root`;

/** The WorkSpace's volume as it was before what is under way, which may fail. */
export const keptVolume = (volume: string) => `${volume}@kept`;

/** The snapshot that a volume of this WorkSpace belongs to; undefined for one that is no copy for a snapshot. */
export function snapshotOfVolume(workspaceId: string, volume: string): string | undefined {
  const [source, copy] = volume.split('@');
  if (source !== rootVolume(workspaceId) && source !== userVolume(workspaceId)) return undefined;
  return copy?.startsWith('snap-') ? copy : undefined;
}
