import { type Database, inTransaction } from '../../database/database.ts';
import { isSnapshotDue, snapshotSlot } from '../model/snapshots.ts';
import { takeSnapshot } from '../model/workflows.ts';
import { snapshotFacts } from '../store/snapshots.ts';
import type { LifecycleDeps } from './deps.ts';

type QueueDeps = Pick<LifecycleDeps, 'database' | 'queue'>;

/**
 * Asks for the snapshots that are due. One that fails is asked for again ten minutes later.
 * @returns the WorkSpaces for which it asked
 */
export async function takeDueSnapshots({ database, queue, clock }: LifecycleDeps): Promise<string[]> {
  const now = clock.now();
  const due = (await snapshotFacts(database)).filter((facts) => isSnapshotDue(facts, now));
  for (const { workspaceId } of due) {
    const input = { workspaceId, reason: 'schedule' } as const;
    await inTransaction(database, (transaction) =>
      queue.enqueue(transaction, takeSnapshot, workspaceId, input, snapshotSlot(workspaceId, now)),
    );
  }
  return due.map(({ workspaceId }) => workspaceId);
}

/** Asks for a snapshot now, due or not. @returns the run's id */
export function requestSnapshot({ database, queue }: QueueDeps, workspaceId: string): Promise<string> {
  return inTransaction(database, (transaction: Database) =>
    queue.enqueue(transaction, takeSnapshot, workspaceId, { workspaceId, reason: 'request' }),
  );
}
