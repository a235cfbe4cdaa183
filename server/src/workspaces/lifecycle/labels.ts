import type { LifecycleDeps } from './deps.ts';

/** Which instances are desktops of this installation. */
export function desktopLabels(deps: Pick<LifecycleDeps, 'installation'>) {
  return { installation: deps.installation, kind: 'desktop' };
}

/** Which volumes are the homes on them. */
export function userVolumeLabels(deps: Pick<LifecycleDeps, 'installation'>) {
  return { installation: deps.installation, kind: 'user-volume' };
}

export const userVolumeName = (workspaceId: string) => `${workspaceId}-user`;
