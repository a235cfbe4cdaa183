import { chmodSync, mkdirSync } from 'node:fs';
import type { Logger } from '../base/log.ts';
import type { Home } from '../config/home.ts';
import { type RoleStatus, type ServiceStatus, serveControl } from './control.ts';
import { RoleProcess } from './role-process.ts';

/** Something that must run before the roles can: the engine, the database. */
export interface Foundation {
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  home: Home;
  log: Logger;
  /**
   * Starts what the roles stand on, in order; `report` says what is being done. What is returned is stopped in
   * reverse order, after the roles.
   */
  foundations: readonly ((report: (detail: string) => void) => Promise<Foundation>)[];
}

const ROLES = ['worker', 'api', 'gateway'];

/**
 * Keeps the processes of this host until it is told to stop. Whatever was killed at any point before, this start
 * mends: every foundation finds and takes over, or cleans away, what an earlier one left.
 */
export async function supervise({ home, log, foundations }: SuperviseOptions): Promise<void> {
  makeDirectories(home);
  const stopRequested = Promise.withResolvers<void>();
  const roles = ROLES.map((role) => new RoleProcess(role, home, log));
  const status: Omit<ServiceStatus, 'roles'> = { state: 'starting', detail: 'starting', pid: process.pid };
  const say = (state: ServiceStatus['state'], detail: string) => {
    Object.assign(status, { state, detail });
    log.info({ state }, detail);
  };
  const control = await serveControl(home, {
    status: () => ({ ...status, roles: roles.map((role): RoleStatus => role.status) }),
    stop: () => stopRequested.resolve(),
  });
  process.once('SIGTERM', () => stopRequested.resolve());
  process.once('SIGINT', () => stopRequested.resolve());

  const started: Foundation[] = [];
  let stopping = false;
  const stop = stopRequested.promise.then(() => {
    stopping = true;
  });
  try {
    for (const foundation of foundations) {
      if (!stopping) started.push(await foundation((detail) => say('starting', detail)));
    }
    if (!stopping) {
      say('starting', 'starting worker, API and gateway');
      await Promise.race([Promise.all(roles.map((role) => role.start())), stop]);
    }
    if (!stopping) say('running', 'all roles are ready');
  } catch (error) {
    log.error({ err: error }, 'the service could not be started');
    say('failed', error instanceof Error ? error.message : String(error));
  }
  await stop;
  say('stopping', 'stopping worker, API and gateway');
  await Promise.all(roles.map((role) => role.stop()));
  for (const foundation of started.reverse()) {
    say('stopping', 'stopping engine and database');
    await foundation.stop();
  }
  control.close();
  control.closeAllConnections();
}

/** The unprivileged user passes through; what is secret is closed by its own mode. */
function makeDirectories(home: Home): void {
  for (const path of [home.path, home.pki, home.outbox, home.run, home.logs, home.aws]) {
    mkdirSync(path, { recursive: true, mode: 0o755 });
  }
  chmodSync(home.path, 0o755);
  chmodSync(home.logs, 0o750);
  chmodSync(home.run, 0o700);
}
