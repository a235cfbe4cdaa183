import { TAGS_PER_RESOURCE_MAX, type Tag, tagsProblem } from '../model/tags.ts';
import { invalidParameter, limitExceeded } from './errors.ts';

/**
 * The tags that a new resource is to have, checked.
 * @throws ApiError
 */
export function checkNewTags(tags: readonly Tag[] = []): readonly Tag[] {
  const problem = tagsProblem(tags);
  if (problem) throw invalidParameter(problem);
  checkTagCount(tags.length);
  return tags;
}

export function checkTagCount(count: number): void {
  if (count > TAGS_PER_RESOURCE_MAX) {
    throw limitExceeded(`A resource may have ${TAGS_PER_RESOURCE_MAX} tags at most.`);
  }
}
