import { listTags } from '../store/tags.ts';
import type { DirectoriesOperation } from './deps.ts';
import { ownDirectory } from './ownDirectory.ts';
import { readPage } from './paging.ts';

/** Lists a directory's tags by key. */
export const ListTagsForResource: DirectoriesOperation<'ListTagsForResource'> = async (
  context,
  input,
  deps,
) => {
  const { directoryId } = await ownDirectory(deps.database, context, input.ResourceId);
  // At most fifty: read at once, and cut here. In the order of code units, as the comparison below has it.
  const tags = (await listTags(deps.database, directoryId)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const { items, nextToken } = await readPage(
    context,
    ['ListTagsForResource', directoryId],
    { nextToken: input.NextToken, limit: input.Limit },
    async ({ after = '', limit }) => tags.filter((tag) => tag.key > after).slice(0, limit),
    (tag) => tag.key,
  );
  return { Tags: items.map((tag) => ({ Key: tag.key, Value: tag.value })), NextToken: nextToken };
};
