import type { Home } from '../config/home.ts';
import type { Settings } from '../config/settings.ts';
import { openVolumes as open, type Volumes } from '../volumes/index.ts';

/** Opens the pool of the desktops' volumes below the state directory. */
export function openVolumes(
  home: Home,
  settings: Settings,
  options: { mend?: boolean } = {},
): Promise<Volumes> {
  return open({ directory: home.volumes, sizeGib: settings['volumes.poolSizeGib'], ...options });
}
