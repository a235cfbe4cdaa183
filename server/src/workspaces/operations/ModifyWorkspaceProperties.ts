import type { WorkspaceProperties } from '@aws-sdk/client-workspaces';
import { oneProtocol } from '../../base/streamProtocols.ts';
import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { requestModification, type WantedProperties } from '../requests/modify.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, refuseProblem } from './errors.ts';
import { lockOwnWorkspace } from './ownWorkspace.ts';

/**
 * Changes how a WorkSpace runs or is streamed, which holds at once, or has one of its volumes enlarged or its compute type changed:
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
    const at = context.clock.now();
    refuseProblem(await requestModification(transaction, deps, row, wantedProperties(properties), at));
  });
  return {};
};

function wantedProperties(properties: WorkspaceProperties): WantedProperties {
  const { RootVolumeSizeGib, UserVolumeSizeGib, ComputeTypeName, Protocols } = properties;
  const protocol = Protocols && oneProtocol(Protocols);
  if (Protocols && !protocol) throw unsupported('A WorkSpace has one protocol: PCOIP or WSP.');
  return {
    protocol,
    runningMode: properties.RunningMode,
    autoStopTimeoutMinutes: properties.RunningModeAutoStopTimeoutInMinutes,
    ...(RootVolumeSizeGib !== undefined && { rootVolumeGib: RootVolumeSizeGib }),
    ...(UserVolumeSizeGib !== undefined && { userVolumeGib: UserVolumeSizeGib }),
    ...(ComputeTypeName !== undefined && { computeType: ComputeTypeName }),
  };
}

const CHANGEABLE: ReadonlySet<string> = new Set<keyof WorkspaceProperties>([
  ...(['RunningMode', 'RunningModeAutoStopTimeoutInMinutes'] as const),
  ...(['RootVolumeSizeGib', 'UserVolumeSizeGib', 'ComputeTypeName', 'Protocols'] as const),
]);

function refuseOtherProperties(properties: WorkspaceProperties): void {
  const named = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const others = named.filter((name) => !CHANGEABLE.has(name));
  if (others.length > 0) throw unsupported(`${others.join(', ')} cannot be modified.`);
  if (named.length === 0) throw invalidParameter('WorkspaceProperties names nothing to modify.');
}

const unsupported = (message: string) => new ApiError('UnsupportedWorkspaceConfigurationException', message);
