import type { ReconnectEnum, SelfservicePermissions } from '@aws-sdk/client-workspaces';
import type { SelfServicePermissions } from '../model/selfService.ts';

/** The permissions as the API spells them. */
export function describeSelfService(permissions: SelfServicePermissions): SelfservicePermissions {
  const spelled = (permitted: boolean): ReconnectEnum => (permitted ? 'ENABLED' : 'DISABLED');
  return {
    RestartWorkspace: spelled(permissions.restartWorkspace),
    IncreaseVolumeSize: spelled(permissions.increaseVolumeSize),
    ChangeComputeType: spelled(permissions.changeComputeType),
    SwitchRunningMode: spelled(permissions.switchRunningMode),
    RebuildWorkspace: spelled(permissions.rebuildWorkspace),
  };
}

/** The permissions with the changes that a request names. */
export function changedSelfService(
  permissions: SelfServicePermissions,
  changes: SelfservicePermissions,
): SelfServicePermissions {
  const changed = (value: ReconnectEnum | undefined, present: boolean) =>
    value === undefined ? present : value === 'ENABLED';
  return {
    restartWorkspace: changed(changes.RestartWorkspace, permissions.restartWorkspace),
    increaseVolumeSize: changed(changes.IncreaseVolumeSize, permissions.increaseVolumeSize),
    changeComputeType: changed(changes.ChangeComputeType, permissions.changeComputeType),
    switchRunningMode: changed(changes.SwitchRunningMode, permissions.switchRunningMode),
    rebuildWorkspace: changed(changes.RebuildWorkspace, permissions.rebuildWorkspace),
  };
}
