import { listImages } from '../store/images.ts';
import type { WorkspacesOperation } from './deps.ts';
import { describeImage } from './describeImage.ts';
import { given, readPage } from './paging.ts';

/**
 * Lists the account's images, or those that are shared with it. Whoever names images and no type gets both; whoever
 * names neither, the account's own.
 */
export const DescribeWorkspaceImages: WorkspacesOperation<'DescribeWorkspaceImages'> = async (
  context,
  input,
  { database },
) => {
  const imageIds = given(input.ImageIds);
  const everything = ['OWNED', 'SHARED'] as const;
  const types = input.ImageType ? [input.ImageType] : imageIds ? everything : (['OWNED'] as const);
  const page = await readPage(
    context,
    ['DescribeWorkspaceImages', imageIds, types],
    { nextToken: input.NextToken, limit: input.MaxResults },
    (request) => listImages(database, context, { ...request, imageIds, types }),
    (image) => image.image_id,
  );
  return { Images: page.items.map(describeImage), NextToken: page.nextToken };
};
