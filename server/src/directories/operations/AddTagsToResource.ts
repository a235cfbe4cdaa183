import { inTransaction } from '../../database/database.ts';
import { TAG_COUNT_MAX } from '../model/tags.ts';
import { listTags, putTags } from '../store/tags.ts';
import type { DirectoriesOperation } from './deps.ts';
import { tagLimitExceeded } from './errors.ts';
import { lockOwnDirectory } from './ownDirectory.ts';
import { readTags } from './tagging.ts';

/** Adds tags to a directory; a key that it has already gets the new value. */
export const AddTagsToResource: DirectoriesOperation<'AddTagsToResource'> = async (context, input, deps) => {
  const tags = readTags(context, input.Tags);
  return inTransaction(deps.database, async (transaction) => {
    const { directoryId } = await lockOwnDirectory(transaction, context, input.ResourceId);
    const present = await listTags(transaction, directoryId);
    const keys = new Set([...present, ...tags].map((tag) => tag.key));
    if (keys.size > TAG_COUNT_MAX) throw tagLimitExceeded(context);
    await putTags(transaction, directoryId, tags);
    return {};
  });
};
