import type { Database } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { findPublicImage } from '../model/bundles.ts';
import { holdCopyableImage, holdImage } from '../store/images.ts';
import { imageNotFound } from './errors.ts';

/**
 * The size, in GiB, of the root of an image that a bundle of the account may have: a public one, or one of its own
 * that is AVAILABLE, which then stays until the transaction ends. One that is shared has to be copied first.
 * @throws ApiError where there is no such image
 */
export async function rootOfBundleImage(
  transaction: Database,
  context: RequestContext,
  imageId: string,
): Promise<number> {
  const published = findPublicImage(imageId);
  if (published) return published.rootVolumeGib;
  const image = await holdImage(transaction, context, imageId);
  if (!image) {
    if (!(await holdCopyableImage(transaction, context, imageId))) throw imageNotFound(imageId);
    throw new ApiError(
      'AccessDeniedException',
      `The image ${imageId} is shared with this account: copy it, and make the bundle from the copy.`,
    );
  }
  if (image.state === 'AVAILABLE') return image.root_volume_gib;
  throw new ApiError(
    'ResourceUnavailableException',
    `The image ${imageId} is ${image.state}: a bundle needs one that is AVAILABLE.`,
    { members: { ResourceId: imageId } },
  );
}
