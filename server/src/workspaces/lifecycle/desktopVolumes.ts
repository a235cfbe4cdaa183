import { VolumeError } from '../../volumes/volumes.ts';
import { recipeOf } from '../model/bundles.ts';
import { imageVolume, rootVolume, userVolume } from '../model/volumeNames.ts';
import type { LifecycleDeps } from './deps.ts';
import { ProvisioningError } from './provisioningError.ts';
import { workspaceRow } from './row.ts';

/** The volume that holds the root of an image, public or custom; making that of a public one may take minutes. */
export async function imageRoot(deps: LifecycleDeps, imageId: string, signal: AbortSignal): Promise<string> {
  if (recipeOf(imageId) !== undefined) return deps.ensurePublicImage(imageId, signal);
  return imageVolume(imageId);
}

/** Makes the desktop's root: a copy of the image, of the WorkSpace's size. Repeatable. */
export async function createRootVolume(
  deps: LifecycleDeps,
  workspaceId: string,
  imageId: string,
  signal: AbortSignal,
): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  const source = await imageRoot(deps, imageId, signal);
  await create(deps, rootVolume(workspaceId), { sizeGib: row.root_volume_gib, source });
}

/** Makes the volume that the user's home is on, empty. Repeatable. */
export async function createUserVolume(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  const owner = await deps.engine.rootOwner();
  await create(deps, userVolume(workspaceId), { sizeGib: row.user_volume_gib, owner });
}

function create(
  { volumes }: LifecycleDeps,
  name: string,
  options: Parameters<LifecycleDeps['volumes']['create']>[1],
): Promise<void> {
  return tellingWhy(() => volumes.create(name, options));
}

/**
 * A disk that is full is the administrator's business: he is told so, and trying again does not help.
 * @throws ProvisioningError in its place
 */
export async function tellingWhy(makeVolume: () => Promise<void>): Promise<void> {
  try {
    await makeVolume();
  } catch (error) {
    if (!(error instanceof VolumeError) || error.code === 'Failed') throw error;
    throw new ProvisioningError(
      error.code === 'NoSpace' ? 'InsufficientStorage.Host' : 'ResourceNotFound.Image',
      error.message,
    );
  }
}

/**
 * Puts the desktop's volumes where its instance, which must be there, finds them: its root over the instance's
 * directory. Repeatable; needed again after a restart of the host, and before files are written into the instance.
 */
export async function mountVolumes({ volumes, engine }: LifecycleDeps, workspaceId: string): Promise<void> {
  await volumes.mount(rootVolume(workspaceId), engine.instanceDirectory(workspaceId));
  await volumes.mount(userVolume(workspaceId), await userMountPoint({ volumes }, workspaceId));
}

/** Where on this host the user volume is mounted. */
export function userMountPoint(
  { volumes }: Pick<LifecycleDeps, 'volumes'>,
  workspaceId: string,
): Promise<string> {
  return volumes.mountPoint(userVolume(workspaceId));
}

/** The instance must be stopped. Repeatable. */
export async function unmountVolumes({ volumes }: LifecycleDeps, workspaceId: string): Promise<void> {
  await volumes.unmount(rootVolume(workspaceId));
  await volumes.unmount(userVolume(workspaceId));
}

/** Removes every volume of the WorkSpace, those of its snapshots too. */
export async function removeVolumes({ volumes }: LifecycleDeps, workspaceId: string): Promise<void> {
  const own = (await volumes.list()).filter(({ name }) => name.startsWith(`${workspaceId}.`));
  for (const { name } of own) await volumes.delete(name);
}
