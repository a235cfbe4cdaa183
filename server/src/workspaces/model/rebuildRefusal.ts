import type { StateChange } from './stateGraph.ts';
import type { WorkspaceState } from './states.ts';

/** How a WorkSpace gets from REBUILDING back to the state in which its rebuilding was asked for. */
export const wayBack: Readonly<Partial<Record<WorkspaceState, StateChange>>> = {
  AVAILABLE: 'rebuildRefused',
  STOPPED: 'rebuildRefusedStopped',
  UNHEALTHY: 'rebuildRefusedUnhealthy',
  REBOOTING: 'rebuildRefusedRebooting',
  ERROR: 'failed',
};
