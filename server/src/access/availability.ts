import type { WorkspaceState } from '../workspaces/index.ts';
import type { CloseReason } from './model/endReasons.ts';
import type { ProblemCode } from './model/problems.ts';

/**
 * What a user who signs in meets: a desktop, one that is on its way, one that the signing in starts, or the reason why
 * there is none.
 */
export type Availability = 'ready' | 'waiting' | 'startable' | ProblemCode;

const availability: Readonly<Record<WorkspaceState, Availability>> = {
  AVAILABLE: 'ready',
  IMPAIRED: 'ready',
  PENDING: 'waiting',
  UPDATING: 'waiting',
  STARTING: 'waiting',
  REBOOTING: 'waiting',
  REBUILDING: 'waiting',
  RESTORING: 'waiting',
  UNHEALTHY: 'WorkspaceUnhealthy',
  ERROR: 'WorkspaceFailed',
  MAINTENANCE: 'WorkspaceInMaintenance',
  ADMIN_MAINTENANCE: 'WorkspaceInMaintenance',
  // It is started when it has stopped.
  STOPPING: 'waiting',
  STOPPED: 'startable',
  SUSPENDED: 'WorkspaceSuspended',
  TERMINATING: 'NoWorkspace',
  TERMINATED: 'NoWorkspace',
};

export function availabilityIn(state: WorkspaceState): Availability {
  return availability[state];
}

/**
 * Why a stream ends when the WorkSpace comes into a state in which its desktop does not go on; undefined in the others.
 * Whoever is connected when a WorkSpace becomes UNHEALTHY or is to be maintained stays so for as long as it answers.
 */
export function streamEndIn(state: WorkspaceState | undefined): CloseReason | undefined {
  switch (state) {
    case 'STOPPING':
    case 'STOPPED':
      return 'WORKSPACE_STOPPED';
    case undefined:
    case 'REBOOTING':
    case 'REBUILDING':
    case 'RESTORING':
    case 'SUSPENDED':
    case 'TERMINATING':
    case 'TERMINATED':
      return 'DESKTOP_CLOSED';
    default:
      return undefined;
  }
}
