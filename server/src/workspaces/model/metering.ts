import type { WorkspaceState } from './states.ts';

/** Whether a WorkSpace that is in a state runs, as its usage is recorded; `unchanged`: as it did before. */
export type Metering = 'runs' | 'rests' | 'unchanged';

/**
 * In `runs` the desktop is up, or is to be up again without anybody asking; nobody pays for one that is being made,
 * is broken, or is set aside.
 */
const metering: Readonly<Record<WorkspaceState, Metering>> = {
  AVAILABLE: 'runs',
  IMPAIRED: 'runs',
  UNHEALTHY: 'runs',
  REBOOTING: 'runs',
  MAINTENANCE: 'runs',
  ADMIN_MAINTENANCE: 'runs',
  // Until it has stopped, it uses the host.
  STOPPING: 'runs',
  // One that is stopped is modified without being started.
  UPDATING: 'unchanged',
  PENDING: 'rests',
  STARTING: 'rests',
  STOPPED: 'rests',
  REBUILDING: 'rests',
  RESTORING: 'rests',
  SUSPENDED: 'rests',
  ERROR: 'rests',
  TERMINATING: 'rests',
  TERMINATED: 'rests',
};

export function meteringIn(state: WorkspaceState): Metering {
  return metering[state];
}
