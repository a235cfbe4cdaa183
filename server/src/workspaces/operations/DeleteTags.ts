import { inTransaction } from '../../database/database.ts';
import { tagKeysProblem } from '../model/tags.ts';
import { deleteTags } from '../store/tags.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter } from './errors.ts';
import { lockTaggable } from './taggable.ts';

/** Takes tags away from a resource; one that it does not have counts as done. */
export const DeleteTags: WorkspacesOperation<'DeleteTags'> = async (context, input, deps) => {
  const resourceId = input.ResourceId ?? '';
  const keys = input.TagKeys ?? [];
  const problem = tagKeysProblem(keys);
  if (problem) throw invalidParameter(problem);
  return inTransaction(deps.database, async (transaction) => {
    await lockTaggable(transaction, context, resourceId);
    if (keys.length > 0) await deleteTags(transaction, resourceId, keys);
    return {};
  });
};
