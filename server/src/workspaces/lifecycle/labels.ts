import type { LifecycleDeps } from './deps.ts';

/** Which instances are desktops of this installation. */
export function desktopLabels(deps: Pick<LifecycleDeps, 'installation'>) {
  return { installation: deps.installation, kind: 'desktop' };
}
