import type { Tag as ApiTag } from '@aws-sdk/client-directory-service';
import type { RequestContext } from '../../wire/operation.ts';
import { type Tag, tagKeysFault } from '../model/tags.ts';
import { invalidParameter } from './errors.ts';

/** The tags of a request. @throws ApiError where a key is reserved or stands twice */
export function readTags(context: RequestContext, tags: readonly ApiTag[] | undefined): Tag[] {
  const read = (tags ?? []).map((tag) => ({ key: tag.Key ?? '', value: tag.Value ?? '' }));
  const fault = tagKeysFault(read.map((tag) => tag.key));
  if (fault !== undefined) throw invalidParameter(context, fault);
  return read;
}
