import { readPageToken, writePageToken } from '../../base/pageToken.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';

interface PageRequest {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

/** IAM's paging: at most 100 items unless told otherwise, and a marker where there are more. */
export interface Page {
  readonly after: string;
  readonly size: number;
}

const PAGE_SIZE_DEFAULT = 100;

/** @param list names the list and all that selects from it */
export function pageOf({ clock }: RequestContext, list: string, { Marker, MaxItems }: PageRequest): Page {
  const after = Marker === undefined ? '' : readPageToken(list, Marker, clock.now());
  if (after === undefined) throw new ApiError('ValidationError', `Invalid Marker: ${Marker}`);
  return { after, size: MaxItems ?? PAGE_SIZE_DEFAULT };
}

/** @param items one more than the page's size, where there are more */
export function cutPage<T>(
  { clock }: RequestContext,
  list: string,
  page: Page,
  items: readonly T[],
  keyOf: (item: T) => string,
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const shown = items.slice(0, page.size);
  const last = shown.at(-1);
  if (items.length <= page.size || last === undefined) return { items: shown, IsTruncated: false };
  return { items: shown, IsTruncated: true, Marker: writePageToken(list, keyOf(last), clock.now()) };
}
