import { readPageToken, writePageToken } from '../../base/pageToken.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { invalidParameter } from './errors.ts';

/** The most that one page of this service holds, and its size where the caller does not say. */
const PAGE_SIZE_MAX = 25;

export interface Page<T> {
  items: T[];
  nextToken: string | undefined;
}

/**
 * Reads one page of a list.
 * @param list the operation and everything that selects from its list: a token is good for this list alone
 * @param fetch gives the items after a key in the order of their keys, `limit` of them at most
 */
export async function readPage<T>(
  context: RequestContext,
  list: readonly unknown[],
  request: { nextToken: string | undefined; limit: number | undefined },
  fetch: (page: { after: string | undefined; limit: number }) => Promise<T[]>,
  keyOf: (item: T) => string,
): Promise<Page<T>> {
  const name = JSON.stringify([...list, context.accountId, context.region]);
  const now = context.clock.now();
  let after: string | undefined;
  if (request.nextToken !== undefined) {
    after = readPageToken(name, request.nextToken, now);
    if (after === undefined) throw invalidParameter('The NextToken is not valid.');
  }
  const size = request.limit ?? PAGE_SIZE_MAX;
  const found = await fetch({ after, limit: size + 1 });
  const items = found.slice(0, size);
  const last = items.at(-1);
  const more = found.length > size && last !== undefined;
  return { items, nextToken: more ? writePageToken(name, keyOf(last), now) : undefined };
}

/** A filter list that is left out or empty filters nothing. */
export function given<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list !== undefined && list.length > 0 ? list : undefined;
}
