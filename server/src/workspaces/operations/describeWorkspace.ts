import type { ModificationState, Workspace } from '@aws-sdk/client-workspaces';
import type { WorkspaceRow } from '../store/workspaces.ts';

/** A WorkSpace as the API shows it. */
export function describeWorkspace(row: WorkspaceRow): Workspace {
  return {
    WorkspaceId: row.workspace_id,
    DirectoryId: row.directory_id,
    UserName: row.user_name,
    IpAddress: row.ip_address ?? undefined,
    State: row.state,
    BundleId: row.bundle_id,
    SubnetId: row.subnet_id ?? undefined,
    ErrorCode: row.error_code ?? undefined,
    ErrorMessage: row.error_message ?? undefined,
    ComputerName: row.computer_name,
    UserVolumeEncryptionEnabled: false,
    RootVolumeEncryptionEnabled: false,
    WorkspaceProperties: {
      RunningMode: row.running_mode,
      RunningModeAutoStopTimeoutInMinutes: row.auto_stop_timeout_minutes ?? undefined,
      RootVolumeSizeGib: row.root_volume_gib,
      UserVolumeSizeGib: row.user_volume_gib,
      ComputeTypeName: row.compute_type,
      Protocols: [row.protocol],
      // The API's list of systems has no Debian.
      OperatingSystemName: 'UNKNOWN',
    },
    ModificationStates: modificationStates(row),
  };
}

/** At most one thing is modified at a time. */
function modificationStates({ modified_resource, modification_state }: WorkspaceRow): ModificationState[] {
  if (modified_resource === null || modification_state === null) return [];
  return [{ Resource: modified_resource, State: modification_state }];
}
