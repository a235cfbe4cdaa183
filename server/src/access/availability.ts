import type { WorkspaceState } from '../workspaces/index.ts';
import type { ProblemCode } from './model/problems.ts';

/** What a user who signs in meets: a desktop, one that is on its way, or the reason why there is none. */
export type Availability = 'ready' | 'waiting' | ProblemCode;

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
  STOPPING: 'WorkspaceStopped',
  STOPPED: 'WorkspaceStopped',
  SUSPENDED: 'WorkspaceSuspended',
  TERMINATING: 'NoWorkspace',
  TERMINATED: 'NoWorkspace',
};

export function availabilityIn(state: WorkspaceState): Availability {
  return availability[state];
}
