import { inTransaction } from '../../database/database.ts';
import { tagsProblem } from '../model/tags.ts';
import { putTags, tagsOf } from '../store/tags.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter } from './errors.ts';
import { lockTaggable } from './taggable.ts';
import { checkTagCount } from './tagging.ts';

/** Sets tags on a WorkSpace, registered directory or IP access control group. */
export const CreateTags: WorkspacesOperation<'CreateTags'> = async (context, input, deps) => {
  const resourceId = input.ResourceId ?? '';
  const tags = input.Tags ?? [];
  const problem = tagsProblem(tags);
  if (problem) throw invalidParameter(problem);
  return inTransaction(deps.database, async (transaction) => {
    await lockTaggable(transaction, context, resourceId);
    const present = await tagsOf(transaction, resourceId);
    checkTagCount(new Set([...present, ...tags].map((tag) => tag.Key)).size);
    await putTags(transaction, resourceId, tags);
    return {};
  });
};
