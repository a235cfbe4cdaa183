import { inTransaction } from '../../database/database.ts';
import { deleteBundle } from '../store/bundles.ts';
import type { WorkspacesOperation } from './deps.ts';
import { requiredArgument } from './errors.ts';
import { lockOwnBundle } from './ownBundle.ts';

/**
 * Deletes a bundle. One that WorkSpaces have goes with the last of them, and until then no other is made from it
 * (guide, "Delete a Custom WorkSpaces Bundle or Image"). Deleted already counts as done.
 */
export const DeleteWorkspaceBundle: WorkspacesOperation<'DeleteWorkspaceBundle'> = async (
  context,
  input,
  deps,
) => {
  const { BundleId: bundleId } = input;
  if (bundleId === undefined) throw requiredArgument('BundleId');
  return inTransaction(deps.database, async (transaction) => {
    await lockOwnBundle(transaction, context, bundleId);
    await deleteBundle(transaction, bundleId, context.clock.now());
    return {};
  });
};
