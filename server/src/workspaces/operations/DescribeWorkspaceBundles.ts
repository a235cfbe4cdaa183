import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { AMAZON, type Bundle, publicBundles } from '../model/bundles.ts';
import { listBundles } from '../store/bundles.ts';
import type { WorkspacesOperation } from './deps.ts';
import { describeBundle } from './describeBundle.ts';
import { invalidParameter } from './errors.ts';
import { given, readPage } from './paging.ts';

/**
 * Lists bundles: those named, those of an owner, or (as the API reference does not have it, but scripts rely on)
 * the account's own and the public ones where neither is said. A deleted one that WorkSpaces still have is there for
 * those who name it.
 */
export const DescribeWorkspaceBundles: WorkspacesOperation<'DescribeWorkspaceBundles'> = async (
  context,
  input,
  { database },
) => {
  const { Owner: owner } = input;
  const bundleIds = given(input.BundleIds);
  if (bundleIds && owner !== undefined) {
    throw invalidParameter('BundleIds and Owner cannot be combined.');
  }
  const page = await readPage(
    context,
    ['DescribeWorkspaceBundles', bundleIds, owner],
    { nextToken: input.NextToken, limit: undefined },
    async ({ after, limit }) => {
      const all = await bundles(database, context, bundleIds, owner);
      return all.slice(placeAfter(all, after)).slice(0, limit);
    },
    (bundle) => bundle.bundleId,
  );
  return { Bundles: page.items.map(describeBundle), NextToken: page.nextToken };
};

/** The public bundles in the catalogue's order, then the account's own. */
async function bundles(
  database: Database,
  context: RequestContext,
  bundleIds: readonly string[] | undefined,
  owner: string | undefined,
): Promise<Bundle[]> {
  const ownedBy = (name: string) => owner === undefined || owner === name;
  const own = ownedBy(context.accountId) ? await listBundles(database, context, bundleIds) : [];
  const amazons = ownedBy(AMAZON) ? publicBundles : [];
  return [...amazons.filter((bundle) => !bundleIds || bundleIds.includes(bundle.bundleId)), ...own];
}

/** The key of a page is an id that may be gone by the time of the next: the own bundles are in its order. */
function placeAfter(all: readonly Bundle[], after: string | undefined): number {
  if (after === undefined) return 0;
  const exact = all.findIndex((bundle) => bundle.bundleId === after);
  if (exact >= 0) return exact + 1;
  const later = all.findIndex((bundle) => bundle.owner !== AMAZON && bundle.bundleId > after);
  return later >= 0 ? later : all.length;
}
