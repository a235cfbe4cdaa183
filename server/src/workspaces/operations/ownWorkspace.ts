import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { lockWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import { workspaceNotFound } from './errors.ts';

/** The row if it belongs to the caller's account in the request's Region; others' are as good as not there. */
export function ofCaller<Row extends { account_id: string; region: string }>(
  row: Row | undefined,
  context: RequestContext,
): Row | undefined {
  return row?.account_id === context.accountId && row.region === context.region ? row : undefined;
}

/**
 * The caller's WorkSpace, locked until the transaction ends.
 * @throws ApiError ResourceNotFoundException
 */
export async function lockOwnWorkspace(
  transaction: Database,
  context: RequestContext,
  workspaceId: string,
): Promise<WorkspaceRow> {
  const row = ofCaller(await lockWorkspace(transaction, workspaceId), context);
  if (!row) throw workspaceNotFound(workspaceId);
  return row;
}
