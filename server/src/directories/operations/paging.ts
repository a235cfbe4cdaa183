import { readPageToken, writePageToken } from '../../base/pageToken.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { invalidNextToken } from './errors.ts';

/** How many items a page has where the caller does not say, or says 0; the most it ever has. */
const PAGE_SIZE_MAX = 100;

export interface PageRequest {
  nextToken: string | undefined;
  limit: number | undefined;
}

/**
 * Reads one page of a list.
 * @param selection the operation and everything that selects from its list: a token is good for this list alone
 * @param fetch gives the items behind a key in the order of their keys, `limit` of them at most
 */
export async function readPage<T>(
  context: RequestContext,
  selection: readonly unknown[],
  request: PageRequest,
  fetch: (page: { after: string | undefined; limit: number }) => Promise<T[]>,
  keyOf: (item: T) => string,
): Promise<{ items: T[]; nextToken: string | undefined }> {
  const list = JSON.stringify([...selection, context.accountId, context.region]);
  const now = context.clock.now();
  const after = request.nextToken === undefined ? undefined : readPageToken(list, request.nextToken, now);
  if (request.nextToken !== undefined && after === undefined) throw invalidNextToken(context);

  const size = Math.min(request.limit || PAGE_SIZE_MAX, PAGE_SIZE_MAX);
  const found = await fetch({ after, limit: size + 1 });
  const items = found.slice(0, size);
  const last = items.at(-1);
  const more = found.length > size && last !== undefined;
  return { items, nextToken: more ? writePageToken(list, keyOf(last), now) : undefined };
}
