import type { WorkspaceProperties } from '@aws-sdk/client-workspaces';
import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { isProblem } from '../model/problem.ts';
import { type RunningProperties, runningProperties } from '../model/runningModes.ts';
import { operationAllowed } from '../model/stateGraph.ts';
import { lockWorkspace, updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, invalidState, workspaceNotFound } from './errors.ts';

/** Changes a WorkSpace's running mode; its other properties cannot be changed yet. */
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
  return inTransaction(deps.database, async (transaction) => {
    const row = await lockWorkspace(transaction, workspaceId);
    if (!row || row.account_id !== context.accountId || row.region !== context.region) {
      throw workspaceNotFound(workspaceId);
    }
    const wanted = wantedProperties(row, properties);
    if (!operationAllowed('ModifyWorkspaceProperties', row.state) && !unchangedWhilePending(row, wanted)) {
      throw invalidState(`The WorkSpace ${workspaceId} is ${row.state} and cannot be modified.`);
    }
    await updateWorkspace(transaction, workspaceId, {
      running_mode: wanted.runningMode,
      auto_stop_timeout_minutes: wanted.autoStopTimeoutMinutes,
    });
    return {};
  });
};

function wantedProperties(row: WorkspaceRow, properties: WorkspaceProperties): RunningProperties {
  const wanted = runningProperties(
    properties.RunningMode ?? row.running_mode,
    properties.RunningModeAutoStopTimeoutInMinutes,
    row.auto_stop_timeout_minutes,
  );
  if (isProblem(wanted)) throw invalidParameter(`${wanted.code}: ${wanted.message}`);
  return wanted;
}

/** Scripts set the mode right after creation without waiting; to the value it has, that changes nothing. */
function unchangedWhilePending(row: WorkspaceRow, wanted: RunningProperties): boolean {
  return (
    row.state === 'PENDING' &&
    row.running_mode === wanted.runningMode &&
    row.auto_stop_timeout_minutes === wanted.autoStopTimeoutMinutes
  );
}

function refuseOtherProperties(properties: WorkspaceProperties): void {
  const { RunningMode, RunningModeAutoStopTimeoutInMinutes, ...others } = properties;
  const named = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (named.length > 0) throw unsupported(`${named.join(', ')} cannot be modified yet.`);
  if (RunningMode === undefined && RunningModeAutoStopTimeoutInMinutes === undefined) {
    throw invalidParameter('WorkspaceProperties names nothing to modify.');
  }
}

const unsupported = (message: string) => new ApiError('UnsupportedWorkspaceConfigurationException', message);
