import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { lockImage, shareImage, unshareImage } from '../store/images.ts';
import type { WorkspacesOperation } from './deps.ts';
import { imageNotFound, invalidParameter } from './errors.ts';

/** Lets another account copy an image of this one, or no longer. Copies that it has made already stay. */
export const UpdateWorkspaceImagePermission: WorkspacesOperation<'UpdateWorkspaceImagePermission'> = (
  context,
  input,
  deps,
) =>
  inTransaction(deps.database, async (transaction) => {
    const { ImageId: imageId = '', SharedAccountId: accountId = '' } = input;
    const image = await lockImage(transaction, context, imageId);
    if (!image) throw imageNotFound(imageId);
    if (accountId === context.accountId) {
      throw invalidParameter(`The image ${imageId} belongs to the account ${accountId} itself.`);
    }
    if (!input.AllowCopyImage) {
      await unshareImage(transaction, imageId, accountId);
      return {};
    }
    if (image.state !== 'AVAILABLE') {
      throw new ApiError(
        'ResourceUnavailableException',
        `The image ${imageId} is ${image.state}: only one that is AVAILABLE can be shared.`,
        { members: { ResourceId: imageId } },
      );
    }
    await shareImage(transaction, imageId, accountId);
    return {};
  });
