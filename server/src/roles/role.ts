import { type Clock, systemClock } from '../base/clock.ts';
import { createLogger, type Logger } from '../base/log.ts';
import type { Sealer } from '../base/seal.ts';
import { type Home, homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { findSystemUser } from '../supervisor/host.ts';
import { loadSealer } from '../supervisor/keys.ts';

/** What every role is given. */
export interface RoleEnvironment {
  home: Home;
  settings: Settings;
  sealer: Sealer;
  clock: Clock;
  log: Logger;
  /** Gives up root for good, where the process has it. Called when what only root may read has been read. */
  dropPrivileges(): void;
}

/** Starts a role and returns how to stop it; all of it works when the promise resolves. */
export type Role = (environment: RoleEnvironment) => Promise<{ close(): Promise<void> }>;

/** Runs a role in this process until SIGTERM, SIGINT, or the end of the supervisor that started it. */
export async function runRole(name: string, role: Role): Promise<void> {
  const home = homeFrom(process.env);
  const { values } = loadSettings(home.configFile, process.env);
  const log = createLogger(name, values['log.level']);
  const running = await role({
    home,
    settings: values,
    sealer: loadSealer(home),
    clock: systemClock,
    log,
    dropPrivileges: () => dropPrivileges(values['system.user']),
  });
  log.info('ready');
  process.send?.('ready');

  const { promise: stop, resolve } = Promise.withResolvers<string>();
  process.once('SIGTERM', () => resolve('SIGTERM'));
  process.once('SIGINT', () => resolve('SIGINT'));
  process.once('disconnect', () => resolve('the supervisor ended'));
  log.info({ reason: await stop }, 'stopping');
  await running.close();
  process.exit(0);
}

/** Supplementary groups first, then the group, then the user: afterwards there is no way back. */
function dropPrivileges(name: string): void {
  if (process.getuid?.() !== 0) return;
  const user = findSystemUser(name);
  if (user === undefined) throw new Error(`This host has no user ${name}; "alcove up" makes it.`);
  process.setgroups?.([user.gid]);
  process.setgid?.(user.gid);
  process.setuid?.(user.uid);
}
