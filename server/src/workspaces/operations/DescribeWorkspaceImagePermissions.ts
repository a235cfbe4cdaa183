import { ofPlace } from '../model/place.ts';
import { accountsSharing, findImage } from '../store/images.ts';
import type { WorkspacesOperation } from './deps.ts';
import { imageNotFound } from './errors.ts';
import { readPage } from './paging.ts';

/** Lists the accounts that may copy an image of this one. */
export const DescribeWorkspaceImagePermissions: WorkspacesOperation<
  'DescribeWorkspaceImagePermissions'
> = async (context, input, { database }) => {
  const imageId = input.ImageId ?? '';
  if (!ofPlace(await findImage(database, imageId), context)) throw imageNotFound(imageId);
  const page = await readPage(
    context,
    ['DescribeWorkspaceImagePermissions', imageId],
    { nextToken: input.NextToken, limit: input.MaxResults },
    (request) => accountsSharing(database, imageId, request),
    (accountId) => accountId,
  );
  return {
    ImageId: imageId,
    ImagePermissions: page.items.map((SharedAccountId) => ({ SharedAccountId })),
    NextToken: page.nextToken,
  };
};
