/** Names of volumes. A name says whose it is, so that one that nobody owns can be told. */

export const rootVolume = (workspaceId: string) => `${workspaceId}.root`;
export const userVolume = (workspaceId: string) => `${workspaceId}.user`;

/** The copy of a WorkSpace's volume that belongs to a snapshot. */
export const snapshotVolume = (volume: string, snapshotId: string) => `${volume}@${snapshotId}`;

/** The root of a custom image. */
export const imageVolume = (imageId: string) => `${imageId}.root`;
