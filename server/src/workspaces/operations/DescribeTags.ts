import { inTransaction } from '../../database/database.ts';
import { tagsOf } from '../store/tags.ts';
import type { WorkspacesOperation } from './deps.ts';
import { lockTaggable } from './taggable.ts';

/** Lists the tags of a WorkSpace, registered directory or IP access control group. */
export const DescribeTags: WorkspacesOperation<'DescribeTags'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const resourceId = input.ResourceId ?? '';
    await lockTaggable(transaction, context, resourceId);
    return { TagList: await tagsOf(transaction, resourceId) };
  });
