import { newId } from '../../base/ids.ts';
import type { Database } from '../../database/database.ts';
import { defineWorkflow, FatalStepError, type StepAttempt, type Workflow } from '../../workflows/workflow.ts';
import { isHealthy, isSnapshotDue, outdatedSnapshots } from '../model/snapshots.ts';
import { rootVolume, snapshotOfVolume, snapshotVolume, userVolume } from '../model/volumeNames.ts';
import { type SnapshotInput, takeSnapshot } from '../model/workflows.ts';
import { deleteSnapshot, insertSnapshot, listSnapshots, snapshotFacts } from '../store/snapshots.ts';
import { lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';

const RETRIES = { retries: 3, backoffMs: 500 };
const COPY_TIMEOUT_MS = 300_000;

/**
 * Copies both volumes of a healthy WorkSpace, which goes on meanwhile. A snapshot is listed when both copies are
 * there and not before, and no longer than they are; the latest and the one before are kept.
 * Its output is the snapshot's id, or null where none was taken since it is not due or the WorkSpace not healthy.
 */
export function takeSnapshotWorkflow(deps: LifecycleDeps): Workflow<SnapshotInput> {
  return defineWorkflow(takeSnapshot, async (run) => {
    const { workspaceId } = run.input;
    const snapshotId = await run.step('due', () => planSnapshot(deps, run.input));
    if (snapshotId === null) return null;
    const takenAt = await run.step(
      'copies',
      (attempt) => copyVolumes(deps, workspaceId, snapshotId, attempt),
      {
        ...RETRIES,
        timeoutMs: COPY_TIMEOUT_MS,
        // Once it is listed there is nothing to take back but what it has replaced.
        undo: () => removeUnlistedCopies(deps, workspaceId),
      },
    );
    await run.transaction('listed', (database) =>
      list(database, workspaceId, { snapshotId, takenAt: new Date(takenAt) }),
    );
    await run.step('outdated', () => removeUnlistedCopies(deps, workspaceId), RETRIES);
    return snapshotId;
  });
}

/** @returns the new snapshot's id, or null where none is to be taken */
async function planSnapshot(
  deps: LifecycleDeps,
  { workspaceId, reason }: SnapshotInput,
): Promise<string | null> {
  const [facts] = await snapshotFacts(deps.database, workspaceId);
  if (!facts) return null;
  const isWanted = reason === 'request' ? isHealthy(facts) : isSnapshotDue(facts, deps.clock.now());
  return isWanted ? newId('snap') : null;
}

/** @returns the time that the snapshot shows */
async function copyVolumes(
  { volumes, clock }: LifecycleDeps,
  workspaceId: string,
  snapshotId: string,
  { mayHaveHappened }: StepAttempt,
): Promise<string> {
  const takenAt = clock.now();
  const originals = [userVolume(workspaceId), rootVolume(workspaceId)];
  if (mayHaveHappened) {
    // A copy of an earlier attempt does not go with one of now.
    for (const volume of originals) await volumes.delete(snapshotVolume(volume, snapshotId));
  }
  for (const volume of originals) await volumes.copy(volume, snapshotVolume(volume, snapshotId));
  return takenAt.toISOString();
}

async function list(
  transaction: Database,
  workspaceId: string,
  snapshot: Parameters<typeof insertSnapshot>[2],
): Promise<void> {
  const row = await lockWorkspace(transaction, workspaceId);
  if (!row || !isHealthy(row)) {
    throw new FatalStepError(`The WorkSpace is ${row?.state ?? 'gone'}: its snapshot is not kept.`);
  }
  await insertSnapshot(transaction, workspaceId, snapshot);
  for (const { snapshotId } of outdatedSnapshots(await listSnapshots(transaction, workspaceId))) {
    await deleteSnapshot(transaction, snapshotId);
  }
}

/** Removes the copies of snapshots that are not listed: replaced by newer ones, or never finished. Repeatable. */
async function removeUnlistedCopies(
  { volumes, database }: LifecycleDeps,
  workspaceId: string,
): Promise<void> {
  const listed = new Set((await listSnapshots(database, workspaceId)).map(({ snapshotId }) => snapshotId));
  for (const { name } of await volumes.list()) {
    const snapshotId = snapshotOfVolume(workspaceId, name);
    if (snapshotId !== undefined && !listed.has(snapshotId)) await volumes.delete(name);
  }
}
