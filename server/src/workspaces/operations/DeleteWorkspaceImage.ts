import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { deleteImage } from '../model/workflows.ts';
import { bundlesOfImage } from '../store/bundles.ts';
import { accountsSharing, copiesUnderWay, deleteImageRow, lockImage } from '../store/images.ts';
import type { WorkspacesOperation } from './deps.ts';
import { imageNotFound, invalidState } from './errors.ts';

/**
 * Deletes an image that no bundle has, that is not shared, and that is not being made or copied (guide, "Delete a
 * Custom WorkSpaces Bundle or Image"). A bundle that waits for its last WorkSpace to go still has its image: that
 * WorkSpace may be rebuilt.
 */
export const DeleteWorkspaceImage: WorkspacesOperation<'DeleteWorkspaceImage'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const imageId = input.ImageId ?? '';
    const image = await lockImage(transaction, context, imageId);
    if (!image) throw imageNotFound(imageId);
    if (image.state === 'PENDING') throw invalidState(`The image ${imageId} is PENDING.`);
    const [bundleId] = await bundlesOfImage(transaction, imageId);
    if (bundleId !== undefined) throw associated(`The bundle ${bundleId} has the image ${imageId}.`);
    const [accountId] = await accountsSharing(transaction, imageId, { limit: 1 });
    if (accountId !== undefined) {
      throw associated(`The image ${imageId} is shared with the account ${accountId}.`);
    }
    const [copy] = await copiesUnderWay(transaction, imageId);
    if (copy !== undefined) throw invalidState(`The image ${imageId} is being copied to ${copy}.`);
    await deleteImageRow(transaction, imageId);
    await deps.queue.enqueue(transaction, deleteImage, imageId, { imageId });
    return {};
  });

const associated = (message: string) => new ApiError('ResourceAssociatedException', message);
