import { totalmem } from 'node:os';
import type { Settings } from '../config/settings.ts';
import { defaultQuotas, type Quotas } from '../workspaces/index.ts';

/** The quotas of an account for which nothing else was set, on this host. */
export function installationQuotas(settings: Pick<Settings, 'workspaces.quota'>): Quotas {
  return defaultQuotas(totalmem(), settings['workspaces.quota']);
}
