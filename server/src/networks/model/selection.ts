import type { Filter } from '@aws-sdk/client-ec2';
import { readPageToken, writePageToken } from '../../base/pageToken.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { type FilterField, matcher } from './filters.ts';
import { checkId, notFound, type ResourceKind } from './kinds.ts';

/** How the resources of a kind are listed: what EC2's Describe operations have in common. */
export interface Listing<R> {
  kind: ResourceKind;
  id(resource: R): string | undefined;
  filters: Readonly<Record<string, FilterField<R>>>;
}

/** The members by which a Describe operation's input selects. */
export interface SelectionRequest {
  ids?: readonly string[] | undefined;
  Filters?: readonly Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

/**
 * The page of resources that the request asks for, in the order of their ids.
 * @param resources those that the account has in the Region; where `ids` are given, at least those
 * @throws ApiError for malformed or unknown ids, bad filters and bad tokens
 */
export function select<R extends object>(
  context: RequestContext,
  listing: Listing<R>,
  request: SelectionRequest,
  resources: readonly R[],
): { items: R[]; nextToken: string | undefined } {
  const idOf = (resource: R) => listing.id(resource) ?? '';
  const { ids = [] } = request;
  const wanted = new Set(ids);
  for (const id of ids) checkId(listing.kind, id);
  const known = new Set(resources.map(idOf));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw notFound(listing.kind, ...unknown);

  const items = resources
    .filter((resource) => wanted.size === 0 || wanted.has(idOf(resource)))
    .filter(matcher(request.Filters, listing.filters))
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  return page(context, listing.kind.resourceType, request, items, idOf);
}

/**
 * The page that the request asks for, of items that it selects, in the order of their keys.
 * @param name of the list, so that no other list's token is taken
 */
export function page<R>(
  context: RequestContext,
  name: string,
  { ids, Filters, MaxResults, NextToken }: SelectionRequest,
  items: R[],
  idOf: (resource: R) => string,
): { items: R[]; nextToken: string | undefined } {
  const list = JSON.stringify([context.accountId, context.region, name, ids, Filters]);
  const now = context.clock.now();
  const after = NextToken === undefined ? '' : readPageToken(list, NextToken, now);
  if (after === undefined) throw new ApiError('InvalidNextToken', 'The specified NextToken is not valid.');

  const rest = items.filter((item) => idOf(item) > after);
  const chosen = MaxResults === undefined ? rest : rest.slice(0, MaxResults);
  const last = chosen.at(-1);
  const more = last !== undefined && chosen.length < rest.length;
  return { items: chosen, nextToken: more ? writePageToken(list, idOf(last), now) : undefined };
}
