import type { Protocol } from '../../base/streamProtocols.ts';
import type { Database } from '../../database/database.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { HostSize } from '../model/hostSize.ts';
import {
  type Modification,
  type ModifiedWorkspace,
  planModification,
  type WantedChange,
} from '../model/modifications.ts';
import { isProblem, type Problem } from '../model/problem.ts';
import { type RunningMode, type RunningProperties, runningProperties } from '../model/runningModes.ts';
import { type GuardedOperation, operationAllowed } from '../model/stateGraph.ts';
import { modify } from '../model/workflows.ts';
import { startStopped } from '../store/power.ts';
import { changeState, updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import { invalidParameter, invalidState } from './problems.ts';

export interface ModifyDeps {
  queue: WorkflowQueue;
  host: HostSize;
}

/** Properties that a WorkSpace is to have; what is left out stays. */
export interface WantedProperties extends WantedChange {
  runningMode?: RunningMode | undefined;
  autoStopTimeoutMinutes?: number | undefined;
  protocol?: Protocol | undefined;
}

/**
 * Changes how a WorkSpace runs or is streamed, which holds at once, or begins to enlarge one of its volumes or to change its compute
 * type, whoever asks for it: one thing at a time. A property that has the value already is no change.
 * @param row locked
 */
export async function requestModification(
  transaction: Database,
  deps: ModifyDeps,
  row: WorkspaceRow,
  wanted: WantedProperties,
  at: Date,
): Promise<Problem | undefined> {
  if (row.state === 'UPDATING') {
    return {
      code: 'OperationInProgressException',
      message: `The properties of the WorkSpace ${row.workspace_id} are being modified. Try again in a moment.`,
    };
  }
  const running = wantedRunning(row, wanted);
  if (running && isProblem(running)) return invalidParameter(`${running.code}: ${running.message}`);
  const modification = planModification(modifiedWorkspace(row), wanted, deps.host, at);
  const protocol = wanted.protocol === row.protocol ? undefined : wanted.protocol;
  if ([running, modification, protocol].filter(Boolean).length > 1) {
    return invalidParameter(
      'Running mode, protocol, a volume and the compute type are changed one in a call.',
    );
  }
  if (protocol) return changeProtocol(transaction, row, protocol, at);
  if (running) return changeRunning(transaction, deps.queue, row, running, at);
  if (modification) return beginModification(transaction, deps.queue, row, modification, at);
  // Scripts set what is there already right after the creation, without waiting.
  return row.state === 'PENDING' ? undefined : problemOf('ModifyWorkspaceProperties RunningMode', row);
}

/** A row as the rules of modification see it. */
export function modifiedWorkspace(row: WorkspaceRow): ModifiedWorkspace {
  return {
    ...{ rootVolumeGib: row.root_volume_gib, userVolumeGib: row.user_volume_gib },
    ...{ computeType: row.compute_type, createdAt: row.created_at, volumesChangedAt: row.volumes_changed_at },
    ...{ computeEnlargedAt: row.compute_enlarged_at, computeReducedAt: row.compute_reduced_at },
  };
}

/** How the WorkSpace is to run; undefined where it runs so already. */
function wantedRunning(
  row: WorkspaceRow,
  { runningMode, autoStopTimeoutMinutes }: WantedProperties,
): RunningProperties | Problem | undefined {
  const wanted = runningProperties(
    runningMode ?? row.running_mode,
    autoStopTimeoutMinutes,
    row.auto_stop_timeout_minutes,
  );
  if (isProblem(wanted)) return wanted;
  const unchanged =
    row.running_mode === wanted.runningMode &&
    row.auto_stop_timeout_minutes === wanted.autoStopTimeoutMinutes;
  return unchanged ? undefined : wanted;
}

async function changeRunning(
  transaction: Database,
  queue: WorkflowQueue,
  row: WorkspaceRow,
  wanted: RunningProperties,
  at: Date,
): Promise<Problem | undefined> {
  const problem = problemOf('ModifyWorkspaceProperties RunningMode', row);
  if (problem) return problem;
  const workspaceId = row.workspace_id;
  await updateWorkspace(transaction, workspaceId, {
    at,
    running_mode: wanted.runningMode,
    auto_stop_timeout_minutes: wanted.autoStopTimeoutMinutes,
  });
  if (wanted.runningMode === 'ALWAYS_ON' && row.state === 'STOPPED') {
    await startStopped(transaction, queue, workspaceId, at);
  }
  return undefined;
}

/** Whoever is connected stays so; the next connection is of the other protocol. */
async function changeProtocol(
  transaction: Database,
  row: WorkspaceRow,
  protocol: Protocol,
  at: Date,
): Promise<Problem | undefined> {
  const problem = problemOf('ModifyWorkspaceProperties RunningMode', row);
  if (!problem) await updateWorkspace(transaction, row.workspace_id, { at, protocol });
  return problem;
}

/** The change is carried out by the workflow, and shown as ModificationStates until then. */
async function beginModification(
  transaction: Database,
  queue: WorkflowQueue,
  row: WorkspaceRow,
  modification: Modification | Problem,
  at: Date,
): Promise<Problem | undefined> {
  const problem = problemOf('ModifyWorkspaceProperties', row);
  if (problem) return problem;
  if (isProblem(modification)) return modification;
  const workspaceId = row.workspace_id;
  await changeState(transaction, workspaceId, 'update', {
    at,
    modified_resource: modification.resource,
    modification_state: 'UPDATE_INITIATED',
    wanted_change: JSON.stringify(modification.change),
    return_state: row.state,
    error_code: null,
    error_message: null,
  });
  await queue.enqueue(transaction, modify, workspaceId, { workspaceId });
  return undefined;
}

function problemOf(
  operation: GuardedOperation,
  { workspace_id: workspaceId, state }: WorkspaceRow,
): Problem | undefined {
  if (operationAllowed(operation, state)) return undefined;
  return invalidState(`The WorkSpace ${workspaceId} is ${state}: that cannot be modified.`);
}
