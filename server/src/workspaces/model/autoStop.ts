import type { RunningMode } from './runningModes.ts';
import type { WorkspaceState } from './states.ts';

/** What decides whether a WorkSpace stops by itself. */
export interface Idleness {
  state: WorkspaceState;
  runningMode: RunningMode;
  autoStopTimeoutMinutes: number | null;
  isConnected: boolean;
  isBeingModified: boolean;
  /** When the desktop began to run, was made, and lost its user last, as far as these have happened. */
  idleSince: readonly (Date | null)[];
}

/**
 * Whether a WorkSpace is to stop: it is AUTO_STOP and AVAILABLE, and no client has been connected for its timeout,
 * counted from the latest of {@link Idleness.idleSince}. One in ADMIN_MAINTENANCE does not stop ("An AutoStop
 * WorkSpace is not hibernated": administration guide, "Manual Maintenance").
 */
export function isToStop(workspace: Idleness, now: Date): boolean {
  const { state, runningMode, autoStopTimeoutMinutes, isConnected, isBeingModified } = workspace;
  if (state !== 'AVAILABLE' || runningMode !== 'AUTO_STOP' || autoStopTimeoutMinutes === null) return false;
  if (isConnected || isBeingModified) return false;
  const times = workspace.idleSince.filter((time) => time !== null).map((time) => time.getTime());
  // Without a time nothing is known of it, and it is left alone.
  return times.length > 0 && now.getTime() - Math.max(...times) >= autoStopTimeoutMinutes * 60_000;
}
