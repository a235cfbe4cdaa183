import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { lockIpGroup } from '../store/ipGroups.ts';
import { lockRegistration } from '../store/registrations.ts';
import { lockWorkspace } from '../store/workspaces.ts';
import { notFound } from './errors.ts';

/**
 * Locks the account's resource that has tags, so that two callers together do not exceed the limit.
 * @throws ApiError where there is none of that id
 */
export async function lockTaggable(
  transaction: Database,
  context: RequestContext,
  resourceId: string,
): Promise<void> {
  const kind = resourceId.split('-')[0];
  const found =
    kind === 'wsipg'
      ? await lockIpGroup(transaction, context, resourceId)
      : kind === 'ws'
        ? await lockWorkspace(transaction, resourceId)
        : await lockRegistration(transaction, resourceId);
  if (!found || found.account_id !== context.accountId || found.region !== context.region) {
    throw notFound(resourceId, `The resource ${resourceId} could not be found.`);
  }
}
