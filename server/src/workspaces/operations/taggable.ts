import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { ofPlace } from '../model/place.ts';
import { lockBundle } from '../store/bundles.ts';
import { lockImage } from '../store/images.ts';
import { lockIpGroup } from '../store/ipGroups.ts';
import { lockRegistration } from '../store/registrations.ts';
import { lockWorkspace } from '../store/workspaces.ts';
import { notFound } from './errors.ts';

type Lock = (
  transaction: Database,
  context: RequestContext,
  resourceId: string,
) => Promise<{ account_id: string; region: string } | undefined>;

/** What has tags, by what its ids begin with. */
const kinds: ReadonlyMap<string, Lock> = new Map<string, Lock>([
  ['d', (transaction, _context, directoryId) => lockRegistration(transaction, directoryId)],
  ['ws', (transaction, _context, workspaceId) => lockWorkspace(transaction, workspaceId)],
  ['wsb', lockBundle],
  ['wsi', lockImage],
  ['wsipg', lockIpGroup],
]);

/**
 * Locks the account's resource that has tags, so that two callers together do not exceed the limit.
 * @throws ApiError where there is none of that id
 */
export async function lockTaggable(
  transaction: Database,
  context: RequestContext,
  resourceId: string,
): Promise<void> {
  const kind = resourceId.split('-')[0] ?? '';
  const found = await kinds.get(kind)?.(transaction, context, resourceId);
  if (!ofPlace(found, context)) {
    throw notFound(resourceId, `The resource ${resourceId} could not be found.`);
  }
}
