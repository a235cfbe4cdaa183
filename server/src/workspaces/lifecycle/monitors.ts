import { SEEN_INTERVAL_MS, sawUsage } from '../store/usage.ts';
import { stopIdleDesktops } from './autoStop.ts';
import type { LifecycleDeps } from './deps.ts';
import { HealthMonitor } from './health.ts';
import { beginDueMaintenance } from './maintenanceSchedule.ts';
import { ensureDesktopsRunning } from './reconcile.ts';
import { takeDueSnapshots } from './snapshotSchedule.ts';

/** Something that one worker at a time does again and again. */
export interface Monitor {
  name: string;
  intervalMs: number;
  run(deps: LifecycleDeps): Promise<unknown>;
}

const health = new HealthMonitor();

/** What is looked after without anybody asking. */
export const monitors: readonly Monitor[] = [
  { name: 'workspaces.desktops', intervalMs: 15_000, run: ensureDesktopsRunning },
  { name: 'workspaces.health', intervalMs: 10_000, run: (deps) => health.look(deps) },
  { name: 'workspaces.maintenance', intervalMs: 60_000, run: beginDueMaintenance },
  { name: 'workspaces.autoStop', intervalMs: 30_000, run: stopIdleDesktops },
  { name: 'workspaces.snapshots', intervalMs: 30_000, run: takeDueSnapshots },
  {
    name: 'workspaces.usage',
    intervalMs: SEEN_INTERVAL_MS,
    run: ({ database, clock }) => sawUsage(database, clock.now()),
  },
];
