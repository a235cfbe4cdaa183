import type { WorkspaceState } from './states.ts';

/** "Automatic snapshots … are scheduled every 12 hours." (administration guide, Rebuild and Restore a WorkSpace) */
export const SNAPSHOT_INTERVAL_MS = 12 * 3_600_000;

/** The latest one and the one before. */
export const SNAPSHOTS_KEPT = 2;

/** A run that fails is asked for again when this time is over. */
export const SNAPSHOT_RETRY_MS = 10 * 60_000;

/** What decides whether a WorkSpace is due for a snapshot. */
export interface SnapshotFacts {
  state: WorkspaceState;
  /** Its desktop stopped without anybody's wish, and is being brought back. */
  recovering: boolean;
  /** When its latest snapshot was taken. */
  latestTakenAt: Date | undefined;
  /** When it last ended to run; undefined where it never did. */
  ranUntil: Date | undefined;
}

/**
 * Whether a snapshot may be taken: "If the WorkSpace is unhealthy, the snapshot is not created." One that is stopped
 * was healthy when it stopped, and what it holds does not change.
 */
export function isHealthy({ state, recovering }: Pick<SnapshotFacts, 'state' | 'recovering'>): boolean {
  return (state === 'AVAILABLE' && !recovering) || state === 'STOPPED';
}

/** Whether it is time for the next one: the first at once, a stopped WorkSpace's only if it ran since the latest. */
export function isSnapshotDue(facts: SnapshotFacts, now: Date): boolean {
  const { state, latestTakenAt, ranUntil } = facts;
  if (!isHealthy(facts)) return false;
  if (!latestTakenAt) return true;
  if (now.getTime() - latestTakenAt.getTime() < SNAPSHOT_INTERVAL_MS) return false;
  return state !== 'STOPPED' || (ranUntil !== undefined && ranUntil > latestTakenAt);
}

/** Those that newer ones have replaced. */
export function outdatedSnapshots<T extends { takenAt: Date }>(snapshots: readonly T[]): T[] {
  return snapshots.toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime()).slice(SNAPSHOTS_KEPT);
}

/** Names the time in which no two runs for one WorkSpace are asked for. */
export function snapshotSlot(workspaceId: string, now: Date): string {
  return `${workspaceId}/snapshot/${Math.floor(now.getTime() / SNAPSHOT_RETRY_MS)}`;
}
