import type { Database } from '../../database/database.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import { start, stop } from '../model/workflows.ts';
import { changeState } from './workspaces.ts';

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
