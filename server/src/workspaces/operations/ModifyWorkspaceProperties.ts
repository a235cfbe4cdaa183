import type { WorkspaceProperties } from '@aws-sdk/client-workspaces';
import { type Database, inTransaction } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { type Modification, planModification } from '../model/modifications.ts';
import { isProblem, type Problem } from '../model/problem.ts';
import { type RunningProperties, runningProperties } from '../model/runningModes.ts';
import { type GuardedOperation, operationAllowed } from '../model/stateGraph.ts';
import { modify } from '../model/workflows.ts';
import { startStopped } from '../store/power.ts';
import { changeState, updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { Deps, WorkspacesOperation } from './deps.ts';
import { invalidParameter, invalidState } from './errors.ts';
import { lockOwnWorkspace } from './ownWorkspace.ts';

/**
 * Changes how a WorkSpace runs, which holds at once, or has one of its volumes enlarged or its compute type changed:
 * one thing in a call. A property that has the value already is no change.
 */
export const ModifyWorkspaceProperties: WorkspacesOperation<'ModifyWorkspaceProperties'> = async (
  context,
  input,
  deps,
) => {
  const workspaceId = input.WorkspaceId ?? '';
  if (input.DataReplication !== undefined) throw unsupported('Data replication is not supported.');
  const properties = input.WorkspaceProperties;
  if (!properties) throw invalidParameter('WorkspaceProperties is required.');
  refuseOtherProperties(properties);
  await inTransaction(deps.database, async (transaction) => {
    const row = await lockOwnWorkspace(transaction, context, workspaceId);
    if (row.state === 'UPDATING') {
      throw new ApiError(
        'OperationInProgressException',
        `The properties of the WorkSpace ${workspaceId} are being modified. Try again in a moment.`,
      );
    }
    const running = wantedRunning(row, properties);
    const modification = plannedModification(context, deps, row, properties);
    if (running && modification) {
      throw invalidParameter('The running mode cannot be changed in one call with anything else.');
    }
    if (running) await changeRunning(transaction, context, deps, row, running);
    else if (modification) await beginModification(transaction, context, deps, row, modification);
    // Scripts set what is there already right after the creation, without waiting.
    else if (row.state !== 'PENDING') requireAllowed('ModifyWorkspaceProperties RunningMode', row);
  });
  return {};
};

/** How the WorkSpace is to run; undefined where it runs so already. */
function wantedRunning(row: WorkspaceRow, properties: WorkspaceProperties): RunningProperties | undefined {
  const wanted = runningProperties(
    properties.RunningMode ?? row.running_mode,
    properties.RunningModeAutoStopTimeoutInMinutes,
    row.auto_stop_timeout_minutes,
  );
  if (isProblem(wanted)) throw invalidParameter(`${wanted.code}: ${wanted.message}`);
  const unchanged =
    row.running_mode === wanted.runningMode &&
    row.auto_stop_timeout_minutes === wanted.autoStopTimeoutMinutes;
  return unchanged ? undefined : wanted;
}

async function changeRunning(
  transaction: Database,
  { clock }: RequestContext,
  { queue }: Deps,
  row: WorkspaceRow,
  wanted: RunningProperties,
): Promise<void> {
  requireAllowed('ModifyWorkspaceProperties RunningMode', row);
  const workspaceId = row.workspace_id;
  const at = clock.now();
  await updateWorkspace(transaction, workspaceId, {
    at,
    running_mode: wanted.runningMode,
    auto_stop_timeout_minutes: wanted.autoStopTimeoutMinutes,
  });
  if (wanted.runningMode === 'ALWAYS_ON' && row.state === 'STOPPED') {
    await startStopped(transaction, queue, workspaceId, at);
  }
}

/** What of sizes and compute type the request changes, as the rules have it. */
function plannedModification(
  { clock }: RequestContext,
  { host }: Deps,
  row: WorkspaceRow,
  { RootVolumeSizeGib, UserVolumeSizeGib, ComputeTypeName }: WorkspaceProperties,
): Modification | Problem | undefined {
  const present = {
    ...{ rootVolumeGib: row.root_volume_gib, userVolumeGib: row.user_volume_gib },
    ...{ computeType: row.compute_type, createdAt: row.created_at, volumesChangedAt: row.volumes_changed_at },
    ...{ computeEnlargedAt: row.compute_enlarged_at, computeReducedAt: row.compute_reduced_at },
  };
  const wanted = {
    ...(RootVolumeSizeGib !== undefined && { rootVolumeGib: RootVolumeSizeGib }),
    ...(UserVolumeSizeGib !== undefined && { userVolumeGib: UserVolumeSizeGib }),
    ...(ComputeTypeName !== undefined && { computeType: ComputeTypeName }),
  };
  return planModification(present, wanted, host, clock.now());
}

/** The change is carried out by the workflow, and shown as ModificationStates until then. */
async function beginModification(
  transaction: Database,
  { clock }: RequestContext,
  { queue }: Deps,
  row: WorkspaceRow,
  modification: Modification | Problem,
): Promise<void> {
  requireAllowed('ModifyWorkspaceProperties', row);
  if (isProblem(modification)) throw new ApiError(modification.code, modification.message);
  const workspaceId = row.workspace_id;
  await changeState(transaction, workspaceId, 'update', {
    at: clock.now(),
    modified_resource: modification.resource,
    modification_state: 'UPDATE_INITIATED',
    wanted_change: JSON.stringify(modification.change),
    return_state: row.state,
    error_code: null,
    error_message: null,
  });
  await queue.enqueue(transaction, modify, workspaceId, { workspaceId });
}

function requireAllowed(
  operation: GuardedOperation,
  { workspace_id: workspaceId, state }: WorkspaceRow,
): void {
  if (operationAllowed(operation, state)) return;
  throw invalidState(`The WorkSpace ${workspaceId} is ${state}: that cannot be modified.`);
}

const CHANGEABLE: ReadonlySet<string> = new Set<keyof WorkspaceProperties>([
  ...(['RunningMode', 'RunningModeAutoStopTimeoutInMinutes'] as const),
  ...(['RootVolumeSizeGib', 'UserVolumeSizeGib', 'ComputeTypeName'] as const),
]);

function refuseOtherProperties(properties: WorkspaceProperties): void {
  const named = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const others = named.filter((name) => !CHANGEABLE.has(name));
  if (others.length > 0) throw unsupported(`${others.join(', ')} cannot be modified.`);
  if (named.length === 0) throw invalidParameter('WorkspaceProperties names nothing to modify.');
}

const unsupported = (message: string) => new ApiError('UnsupportedWorkspaceConfigurationException', message);
