import { type WorkspaceState, workspaceStates } from './states.ts';

/** Why a WorkSpace changes its state. */
export type StateChange =
  | 'provisioned'
  | 'provisioningFailed'
  | 'stop'
  | 'stopped'
  | 'start'
  | 'started'
  | 'reboot'
  | 'rebooted'
  | 'rebuild'
  | 'rebuilt'
  | 'rebuildRefused'
  | 'rebuildRefusedStopped'
  | 'rebuildRefusedUnhealthy'
  | 'rebuildRefusedRebooting'
  | 'restore'
  | 'restored'
  | 'update'
  | 'updated'
  | 'updatedStopped'
  | 'suspend'
  | 'imageCreated'
  | 'migrate'
  | 'migrated'
  | 'migrationUndone'
  | 'migrationUndoneStopped'
  | 'migrationUndoneError'
  | 'maintain'
  | 'maintained'
  | 'maintainStopped'
  | 'maintainedStopped'
  | 'maintenanceFailed'
  | 'beginAdminMaintenance'
  | 'endAdminMaintenance'
  | 'degraded'
  | 'healthLost'
  | 'healthRegained'
  | 'failed'
  | 'terminate'
  | 'terminated';

export interface Transition {
  from: WorkspaceState;
  to: WorkspaceState;
  by: StateChange;
}

/** Every WorkSpace begins here. */
export const INITIAL_STATE: WorkspaceState = 'PENDING';

/** And ends here: its row is removed in the same transaction. */
export const FINAL_STATE: WorkspaceState = 'TERMINATED';

const each = (from: readonly WorkspaceState[], by: StateChange, to: WorkspaceState): Transition[] =>
  from.map((state) => ({ from: state, to, by }));

/** All that can happen to a WorkSpace. */
export const stateGraph: readonly Transition[] = [
  ...each(['PENDING'], 'provisioned', 'AVAILABLE'),
  ...each(['PENDING'], 'provisioningFailed', 'ERROR'),

  ...each(['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'ERROR'], 'stop', 'STOPPING'),
  ...each(['STOPPING'], 'stopped', 'STOPPED'),
  ...each(['STOPPED'], 'start', 'STARTING'),
  ...each(['STARTING'], 'started', 'AVAILABLE'),
  ...each(['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'REBOOTING'], 'reboot', 'REBOOTING'),
  ...each(['REBOOTING'], 'rebooted', 'AVAILABLE'),

  ...each(['AVAILABLE', 'ERROR', 'UNHEALTHY', 'STOPPED', 'REBOOTING'], 'rebuild', 'REBUILDING'),
  ...each(['REBUILDING'], 'rebuilt', 'AVAILABLE'),
  // One that cannot be rebuilt is as it was; what was ERROR becomes that by `failed`.
  ...each(['REBUILDING'], 'rebuildRefused', 'AVAILABLE'),
  ...each(['REBUILDING'], 'rebuildRefusedStopped', 'STOPPED'),
  ...each(['REBUILDING'], 'rebuildRefusedUnhealthy', 'UNHEALTHY'),
  ...each(['REBUILDING'], 'rebuildRefusedRebooting', 'REBOOTING'),
  ...each(['AVAILABLE', 'ERROR', 'UNHEALTHY', 'STOPPED'], 'restore', 'RESTORING'),
  ...each(['RESTORING'], 'restored', 'AVAILABLE'),
  ...each(['AVAILABLE', 'STOPPED'], 'update', 'UPDATING'),
  ...each(['UPDATING'], 'updated', 'AVAILABLE'),
  ...each(['UPDATING'], 'updatedStopped', 'STOPPED'),
  ...each(['AVAILABLE'], 'suspend', 'SUSPENDED'),
  ...each(['SUSPENDED'], 'imageCreated', 'AVAILABLE'),
  // The original stands aside until its successor is there, and comes back when that fails.
  ...each(['AVAILABLE', 'STOPPED', 'ERROR'], 'migrate', 'SUSPENDED'),
  ...each(['SUSPENDED'], 'migrated', 'TERMINATING'),
  ...each(['SUSPENDED'], 'migrationUndone', 'AVAILABLE'),
  ...each(['SUSPENDED'], 'migrationUndoneStopped', 'STOPPED'),
  ...each(['SUSPENDED'], 'migrationUndoneError', 'ERROR'),

  ...each(['AVAILABLE'], 'maintain', 'MAINTENANCE'),
  ...each(['MAINTENANCE'], 'maintained', 'AVAILABLE'),
  ...each(['STOPPED'], 'maintainStopped', 'MAINTENANCE'),
  ...each(['MAINTENANCE'], 'maintainedStopped', 'STOPPED'),
  ...each(['MAINTENANCE'], 'maintenanceFailed', 'UNHEALTHY'),
  ...each(['AVAILABLE'], 'beginAdminMaintenance', 'ADMIN_MAINTENANCE'),
  ...each(['ADMIN_MAINTENANCE'], 'endAdminMaintenance', 'AVAILABLE'),

  ...each(['AVAILABLE'], 'degraded', 'IMPAIRED'),
  ...each(['AVAILABLE', 'IMPAIRED'], 'healthLost', 'UNHEALTHY'),
  ...each(['IMPAIRED', 'UNHEALTHY'], 'healthRegained', 'AVAILABLE'),

  ...each(
    ['STOPPING', 'STARTING', 'REBOOTING', 'REBUILDING', 'RESTORING', 'UPDATING', 'SUSPENDED'],
    'failed',
    'ERROR',
  ),

  // "You can terminate a WorkSpace that is in any state except SUSPENDED." (API reference)
  ...each(
    workspaceStates.filter((state) => !['SUSPENDED', 'TERMINATING', 'TERMINATED'].includes(state)),
    'terminate',
    'TERMINATING',
  ),
  ...each(['TERMINATING'], 'terminated', 'TERMINATED'),
];

/** The state after `by`, or undefined where that cannot happen in `from`. */
export function nextState(from: WorkspaceState, by: StateChange): WorkspaceState | undefined {
  return stateGraph.find((transition) => transition.from === from && transition.by === by)?.to;
}

/** In which states the API's operations are allowed: where their change leads somewhere, or in those named. */
const operationRules = {
  TerminateWorkspaces: 'terminate',
  StartWorkspaces: 'start',
  StopWorkspaces: 'stop',
  RebootWorkspaces: 'reboot',
  ModifyWorkspaceState: ['AVAILABLE', 'ADMIN_MAINTENANCE'],
  RebuildWorkspaces: 'rebuild',
  RestoreWorkspace: 'restore',
  CreateWorkspaceImage: 'suspend',
  // Sizes and compute: "a WorkSpace must have a status of AVAILABLE or STOPPED" (administration guide, newer edition).
  ModifyWorkspaceProperties: 'update',
  // "You can switch between running modes at any time": whenever nothing is under way that goes by the present one.
  'ModifyWorkspaceProperties RunningMode': [
    ...(['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'ERROR', 'ADMIN_MAINTENANCE', 'STOPPED'] as const),
    ...(['STARTING', 'STOPPING', 'REBOOTING', 'REBUILDING', 'RESTORING'] as const),
  ],
  MigrateWorkspace: 'migrate',
} as const satisfies Record<string, StateChange | readonly WorkspaceState[]>;

export type GuardedOperation = keyof typeof operationRules;

/** The operations that ask the table, in the order in which documentation lists them. */
export const guardedOperations = Object.keys(operationRules) as GuardedOperation[];

export function operationAllowed(operation: GuardedOperation, state: WorkspaceState): boolean {
  const rule: StateChange | readonly WorkspaceState[] = operationRules[operation];
  return typeof rule === 'string' ? nextState(state, rule) !== undefined : rule.includes(state);
}

/**
 * Checks that the table makes sense, as every process that uses it does at its start.
 * @throws Error naming everything that is wrong
 */
export function validateStateGraph(
  graph: readonly Transition[] = stateGraph,
  states: readonly WorkspaceState[] = workspaceStates,
): void {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { from, to, by } of graph) {
    for (const state of [from, to]) if (!states.includes(state)) problems.push(`${state} is not a state`);
    if (seen.has(`${from} ${by}`)) problems.push(`${by} leads from ${from} to two states`);
    seen.add(`${from} ${by}`);
    if (from === FINAL_STATE) problems.push(`${by} leads out of ${FINAL_STATE}`);
  }
  const reachable = reach(INITIAL_STATE, (state) => graph.filter((t) => t.from === state).map((t) => t.to));
  const ending = reach(FINAL_STATE, (state) => graph.filter((t) => t.to === state).map((t) => t.from));
  for (const state of states) {
    if (!reachable.has(state)) problems.push(`${state} cannot be reached`);
    if (!ending.has(state)) problems.push(`${state} never ends`);
  }
  if (problems.length > 0) throw new Error(`The state graph of WorkSpaces is wrong: ${problems.join('; ')}.`);
}

function reach(
  start: WorkspaceState,
  next: (state: WorkspaceState) => WorkspaceState[],
): Set<WorkspaceState> {
  const found = new Set([start]);
  for (const state of found) for (const neighbour of next(state)) found.add(neighbour);
  return found;
}

validateStateGraph();
