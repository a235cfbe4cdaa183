import { availableParallelism, totalmem } from 'node:os';
import type { Settings } from '../config/settings.ts';
import type { HostSize } from '../workspaces/index.ts';

const MIB = 1024 ** 2;

/** This host, which runs the desktops, with what its operator says about compute types that are larger. */
export function hostSize(settings: Pick<Settings, 'workspaces.overcommit'>): HostSize {
  return {
    cpus: availableParallelism(),
    memoryMib: Math.floor(totalmem() / MIB),
    overcommit: settings['workspaces.overcommit'],
  };
}
