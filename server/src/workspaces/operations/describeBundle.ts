import type { WorkspaceBundle } from '@aws-sdk/client-workspaces';
import type { Bundle } from '../model/bundles.ts';

/**
 * A bundle as the API shows it. The API has no state for one that is deleted and waits for its last WorkSpace to go:
 * PENDING says that nothing is made from it.
 */
export function describeBundle(bundle: Bundle): WorkspaceBundle {
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
    LastUpdatedTime: bundle.updatedAt,
    State: bundle.isDeleted ? 'PENDING' : 'AVAILABLE',
    BundleType: 'REGULAR',
  };
}
