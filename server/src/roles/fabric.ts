import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import { type Home, installationTag } from '../config/home.ts';
import type { Settings } from '../config/settings.ts';
import { createLinuxFabric, type Fabric } from '../fabric/index.ts';
import { HOST_NAME_PREFIX } from '../networks/index.ts';

/** The fabric of this host. Its links carry the installation's tag, so that several stand side by side. */
export function openFabric(home: Home, settings: Settings, log: Logger): Fabric {
  return createLinuxFabric({
    prefix: installationTag(home),
    stateDirectory: join(home.path, 'fabric'),
    managementCidr: settings['network.managementCidr'],
    uplinkCidr: settings['network.uplinkCidr'],
    guestLinkPrefix: HOST_NAME_PREFIX,
    nameServers: settings['network.nameServers'],
    log,
  });
}
