import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { ofPlace } from '../model/place.ts';
import { lockWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import { workspaceNotFound } from './errors.ts';

/**
 * The caller's WorkSpace, locked until the transaction ends.
 * @throws ApiError ResourceNotFoundException
 */
export async function lockOwnWorkspace(
  transaction: Database,
  context: RequestContext,
  workspaceId: string,
): Promise<WorkspaceRow> {
  const row = ofPlace(await lockWorkspace(transaction, workspaceId), context);
  if (!row) throw workspaceNotFound(workspaceId);
  return row;
}
