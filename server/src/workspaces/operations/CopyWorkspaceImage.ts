import { newId } from '../../base/ids.ts';
import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { copyImage } from '../model/workflows.ts';
import { holdCopyableImage } from '../store/images.ts';
import { lockQuotas } from '../store/locks.ts';
import { putTags } from '../store/tags.ts';
import type { WorkspacesOperation } from './deps.ts';
import { imageNotFound, invalidParameter } from './errors.ts';
import { addImage } from './newImages.ts';
import { checkNewTags } from './tagging.ts';

/**
 * Begins to copy an image of the account, or one that is shared with it, to the Region of the request. Images of
 * other Regions that exist here are found by nobody yet: a Region that is not the request's is refused.
 */
export const CopyWorkspaceImage: WorkspacesOperation<'CopyWorkspaceImage'> = async (context, input, deps) => {
  const tags = checkNewTags(input.Tags);
  const { SourceImageId: sourceImageId = '', SourceRegion: sourceRegion = '' } = input;
  if (sourceRegion !== context.region) {
    throw invalidParameter(
      `There is no Region ${sourceRegion} here: images can be copied within ${context.region}.`,
    );
  }
  return inTransaction(deps.database, async (transaction) => {
    await lockQuotas(transaction, context);
    const source = await holdCopyableImage(transaction, context, sourceImageId);
    if (!source) throw imageNotFound(sourceImageId);
    if (source.state !== 'AVAILABLE') {
      throw new ApiError(
        'ResourceUnavailableException',
        `The image ${sourceImageId} is ${source.state}: only one that is AVAILABLE can be copied.`,
        { members: { ResourceId: sourceImageId } },
      );
    }
    const image = await addImage(transaction, context, deps.quotas, {
      image_id: newId('wsi'),
      name: input.Name ?? '',
      description: input.Description ?? source.description,
      operating_system: source.operating_system,
      root_volume_gib: source.root_volume_gib,
      source_image_id: sourceImageId,
    });
    await putTags(transaction, image.image_id, tags);
    await deps.queue.enqueue(transaction, copyImage, image.image_id, { imageId: image.image_id });
    return { ImageId: image.image_id };
  });
};
