import type { Selectable } from 'kysely';
import type { Database } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { findPublicBundle } from '../model/bundles.ts';
import { lockBundle } from '../store/bundles.ts';
import type { BundleTable } from '../tables.ts';
import { bundleNotFound } from './errors.ts';

/**
 * The account's own bundle, deleted or not, locked until the transaction ends.
 * @throws ApiError where there is none, or it is a public one
 */
export async function lockOwnBundle(
  transaction: Database,
  context: RequestContext,
  bundleId: string,
): Promise<Selectable<BundleTable>> {
  const bundle = await lockBundle(transaction, context, bundleId);
  if (bundle) return bundle;
  if (!findPublicBundle(bundleId)) throw bundleNotFound(bundleId);
  throw new ApiError('AccessDeniedException', `The bundle ${bundleId} is a public one.`);
}
