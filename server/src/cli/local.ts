import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import { type Home, homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import type { Database } from '../database/database.ts';
import { createDirectoryAdministration } from '../directories/controllers/administration.ts';
import type { DirectoryAdministration } from '../directories/index.ts';
import type { Engine } from '../engine/index.ts';
import { openDatabase } from '../roles/database.ts';
import { openEngine } from '../roles/engine.ts';
import { serviceStatus } from '../supervisor/control.ts';
import { CommandError } from './failure.ts';

/** A command that follows `alcove up` at once finds domain controllers that are still starting. */
const CONTROLLER_START_MS_MAX = 60_000;

/** The parts of the running service that commands on its host use directly, as root. */
export interface Local {
  database: Database;
  engine: Engine;
  directories: DirectoryAdministration;
  close(): Promise<void>;
}

/** @throws CommandError where the service does not run */
export async function requireRunning(home: Home): Promise<void> {
  if ((await serviceStatus(home))?.state !== 'running') {
    throw new CommandError('Alcove does not run. Start it first: alcove up --detach');
  }
}

/** @throws CommandError where the service does not run */
export async function openLocal(home: Home, settings: Settings): Promise<Local> {
  await requireRunning(home);
  const connection = openDatabase(home, settings, 'command line', createLogger('cli', 'error'));
  const engine = await openEngine(home, settings);
  const { database } = connection;
  return {
    database,
    engine,
    directories: createDirectoryAdministration({
      database,
      engine,
      clock: systemClock,
      patienceMs: CONTROLLER_START_MS_MAX,
    }),
    close: async () => {
      engine.close();
      await connection.close();
    },
  };
}

/** Does `work` with the parts of the running service that this environment's state directory belongs to. */
export async function withLocal(
  work: (local: Local, context: { home: Home; settings: Settings }) => Promise<void>,
): Promise<void> {
  const home = homeFrom(process.env);
  const { values: settings } = loadSettings(home.configFile, process.env);
  const local = await openLocal(home, settings);
  try {
    await work(local, { home, settings });
  } finally {
    await local.close();
  }
}
