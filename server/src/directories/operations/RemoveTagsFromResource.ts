import { inTransaction } from '../../database/database.ts';
import { removeTags } from '../store/tags.ts';
import type { DirectoriesOperation } from './deps.ts';
import { lockOwnDirectory } from './ownDirectory.ts';

/** Removes tags from a directory; keys that it does not have count as removed. */
export const RemoveTagsFromResource: DirectoriesOperation<'RemoveTagsFromResource'> = (
  context,
  input,
  deps,
) =>
  inTransaction(deps.database, async (transaction) => {
    const { directoryId } = await lockOwnDirectory(transaction, context, input.ResourceId);
    await removeTags(transaction, directoryId, input.TagKeys ?? []);
    return {};
  });
