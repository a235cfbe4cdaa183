import type { CreateWorkspaceBundleRequest } from '@aws-sdk/client-workspaces';
import { newId } from '../../base/ids.ts';
import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { type ComputeType, isComputeType } from '../model/computeTypes.ts';
import { computeTypeProblem, type HostSize } from '../model/hostSize.ts';
import { isVolumeGroup, type VolumeSizes, volumeGroupsSentence } from '../model/volumes.ts';
import { countBundles, insertBundle } from '../store/bundles.ts';
import { lockQuotas } from '../store/locks.ts';
import { quotaOf } from '../store/quotas.ts';
import { putTags } from '../store/tags.ts';
import { rootOfBundleImage } from './bundleImages.ts';
import type { WorkspacesOperation } from './deps.ts';
import { describeBundle } from './describeBundle.ts';
import { invalidParameter, limitExceeded } from './errors.ts';
import { checkNewTags } from './tagging.ts';

/** Makes a bundle of an image and the hardware for its WorkSpaces (guide, "Create a Custom Image and Custom Bundle"). */
export const CreateWorkspaceBundle: WorkspacesOperation<'CreateWorkspaceBundle'> = async (
  context,
  input,
  deps,
) => {
  const tags = checkNewTags(input.Tags);
  const computeType = checkedComputeType(input.ComputeType?.Name ?? '', deps.host);
  const imageId = input.ImageId ?? '';
  return inTransaction(deps.database, async (transaction) => {
    await lockQuotas(transaction, context);
    const volumes = requestedVolumes(input, await rootOfBundleImage(transaction, context, imageId));
    if (!isVolumeGroup(volumes, computeType)) {
      throw invalidParameter(volumeGroupsSentence(volumes, computeType));
    }
    const bundlesMax = await quotaOf(transaction, context, 'bundles', deps.quotas);
    if ((await countBundles(transaction, context)) >= bundlesMax) {
      throw limitExceeded(`An account may have ${bundlesMax} bundles of its own in a Region.`);
    }
    const now = context.clock.now();
    const bundle = await insertBundle(transaction, {
      bundle_id: newId('wsb'),
      account_id: context.accountId,
      region: context.region,
      name: input.BundleName ?? '',
      description: input.BundleDescription ?? '',
      image_id: imageId,
      compute_type: computeType,
      root_volume_gib: volumes.rootVolumeGib,
      user_volume_gib: volumes.userVolumeGib,
      created_at: now,
      updated_at: now,
    });
    if (!bundle) {
      throw new ApiError(
        'ResourceAlreadyExistsException',
        `A bundle named ${input.BundleName} exists already.`,
      );
    }
    await putTags(transaction, bundle.bundleId, tags);
    return { WorkspaceBundle: describeBundle(bundle) };
  });
};

function checkedComputeType(name: string, host: HostSize): ComputeType {
  if (!isComputeType(name)) throw invalidParameter(`There is no compute type ${name}.`);
  const problem = computeTypeProblem(name, host);
  if (problem?.code === 'ResourceUnavailableException') throw new ApiError(problem.code, problem.message);
  // This operation does not have CreateWorkspaces' error for configurations that are not supported.
  if (problem) throw invalidParameter(problem.message);
  return name;
}

/** The root is as large as the image where nothing is said, and never smaller. */
function requestedVolumes(input: CreateWorkspaceBundleRequest, imageGib: number): VolumeSizes {
  const rootVolumeGib =
    input.RootStorage === undefined ? imageGib : sizeIn('RootStorage', input.RootStorage.Capacity);
  const userVolumeGib = sizeIn('UserStorage', input.UserStorage?.Capacity);
  if (rootVolumeGib < imageGib) {
    throw invalidParameter(
      `A root volume of ${rootVolumeGib} GiB is too small: the image ${input.ImageId} has ${imageGib} GiB.`,
    );
  }
  return { rootVolumeGib, userVolumeGib };
}

function sizeIn(member: string, capacity = ''): number {
  if (/^[1-9]\d{0,4}$/.test(capacity)) return Number(capacity);
  throw invalidParameter(`The capacity of ${member} must be a whole number of GiB, such as "80".`);
}
