import type { WorkspaceBundle } from '@aws-sdk/client-workspaces';
import { type Bundle, publicBundles } from '../model/bundles.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter } from './errors.ts';
import { given, readPage } from './paging.ts';

/**
 * Lists bundles: those named, those of an owner, or (as the API reference does not have it, but scripts rely on)
 * the account's own and the public ones where neither is said.
 */
export const DescribeWorkspaceBundles: WorkspacesOperation<'DescribeWorkspaceBundles'> = async (
  context,
  input,
) => {
  const { Owner: owner } = input;
  const bundleIds = given(input.BundleIds);
  if (bundleIds && owner !== undefined) {
    throw invalidParameter('BundleIds and Owner cannot be combined.');
  }
  const chosen = publicBundles
    .filter((bundle) => !bundleIds || bundleIds.includes(bundle.bundleId))
    .filter((bundle) => owner === undefined || bundle.owner === owner);
  const page = await readPage(
    context,
    ['DescribeWorkspaceBundles', bundleIds, owner],
    { nextToken: input.NextToken, limit: undefined },
    async ({ after, limit }) => chosen.slice(placeAfter(chosen, after)).slice(0, limit),
    (bundle) => bundle.bundleId,
  );
  return { Bundles: page.items.map(describeBundle), NextToken: page.nextToken };
};

function placeAfter(bundles: readonly Bundle[], after: string | undefined): number {
  return bundles.findIndex((bundle) => bundle.bundleId === after) + 1;
}

function describeBundle(bundle: Bundle): WorkspaceBundle {
  return {
    BundleId: bundle.bundleId,
    Name: bundle.name,
    Owner: bundle.owner,
    Description: bundle.description,
    ImageId: bundle.imageId,
    RootStorage: { Capacity: String(bundle.rootVolumeGib) },
    UserStorage: { Capacity: String(bundle.userVolumeGib) },
    ComputeType: { Name: bundle.computeType },
    CreationTime: bundle.createdAt,
    LastUpdatedTime: bundle.createdAt,
    State: 'AVAILABLE',
    BundleType: 'REGULAR',
  };
}
