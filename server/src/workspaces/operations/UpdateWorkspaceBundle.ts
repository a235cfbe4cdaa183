import { inTransaction } from '../../database/database.ts';
import { setBundleImage } from '../store/bundles.ts';
import { rootOfBundleImage } from './bundleImages.ts';
import type { WorkspacesOperation } from './deps.ts';
import { bundleNotFound, invalidParameter, requiredArgument } from './errors.ts';
import { lockOwnBundle } from './ownBundle.ts';

/**
 * Gives a bundle another image. WorkSpaces that are made from now on have that; those that are there get it when they
 * are rebuilt (guide, "Update a Custom WorkSpaces Bundle").
 */
export const UpdateWorkspaceBundle: WorkspacesOperation<'UpdateWorkspaceBundle'> = async (
  context,
  input,
  deps,
) => {
  const { BundleId: bundleId, ImageId: imageId } = input;
  if (bundleId === undefined) throw requiredArgument('BundleId');
  if (imageId === undefined) throw requiredArgument('ImageId');
  return inTransaction(deps.database, async (transaction) => {
    const bundle = await lockOwnBundle(transaction, context, bundleId);
    if (bundle.deleted_at !== null) throw bundleNotFound(bundleId);
    const imageGib = await rootOfBundleImage(transaction, context, imageId);
    if (imageGib > bundle.root_volume_gib) {
      throw invalidParameter(
        `The image ${imageId} has ${imageGib} GiB, the bundle's root volume ${bundle.root_volume_gib} GiB: make a new bundle.`,
      );
    }
    await setBundleImage(transaction, bundleId, imageId, context.clock.now());
    return {};
  });
};
