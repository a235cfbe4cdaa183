import { type Database, inTransaction } from '../../database/database.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { WorkspaceState } from '../model/states.ts';
import { start, stop } from '../model/workflows.ts';
import { changeState, lockWorkspace } from './workspaces.ts';

/** Begins to start a WorkSpace that is STOPPED. @throws InvalidStateChange where it is not */
export async function startStopped(
  transaction: Database,
  queue: WorkflowQueue,
  workspaceId: string,
  at: Date,
): Promise<void> {
  await changeState(transaction, workspaceId, 'start', { at, error_code: null, error_message: null });
  await queue.enqueue(transaction, start, workspaceId, { workspaceId });
}

/**
 * Begins to start a WorkSpace whose user has come, where it is STOPPED.
 * @returns the state that it is in then; undefined when it is gone
 */
export function startForUser(
  database: Database,
  queue: WorkflowQueue,
  workspaceId: string,
  at: Date,
): Promise<WorkspaceState | undefined> {
  return inTransaction(database, async (transaction) => {
    const row = await lockWorkspace(transaction, workspaceId);
    if (row?.state !== 'STOPPED') return row?.state;
    await startStopped(transaction, queue, workspaceId, at);
    return 'STARTING';
  });
}

/** Begins to stop a WorkSpace that runs. @throws InvalidStateChange where its state has no such change */
export async function stopRunning(
  transaction: Database,
  queue: WorkflowQueue,
  workspaceId: string,
  at: Date,
): Promise<void> {
  await changeState(transaction, workspaceId, 'stop', { at, error_code: null, error_message: null });
  await queue.enqueue(transaction, stop, workspaceId, { workspaceId });
}
