import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import { type Home, homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { EmbeddedPostgres } from '../database/embedded/postgres.ts';
import { migrate } from '../database/migrate.ts';
import { EngineDaemon } from '../engine/daemon/daemon.ts';
import { ensureRootAccount } from '../identity/index.ts';
import { enterInstallation } from '../supervisor/installations.ts';
import { ensureKeys, loadSealer, writeWhole } from '../supervisor/keys.ts';
import { rootKeyFile } from '../supervisor/root-key.ts';
import { supervise } from '../supervisor/supervise.ts';
import { releasePool } from '../volumes/index.ts';
import { openDatabase } from './database.ts';
import { allMigrations } from './migrations.ts';

/** The process that keeps the others of this host: engine, database, worker, API and gateway. */
export async function runSupervisor(): Promise<void> {
  const home = homeFrom(process.env);
  const { values: settings } = loadSettings(home.configFile, process.env);
  const log = createLogger('supervisor', settings['log.level']);
  const nothing = { stop: async () => undefined };

  await supervise({
    home,
    log,
    foundations: [
      async (report) => {
        report('making keys and certificates');
        await ensureKeys(home, systemClock.now());
        return nothing;
      },
      async (report) => {
        const whenStopped = () => releasePool(home.volumes);
        if (settings['engine.socket'] !== '') return { stop: whenStopped };
        report('starting the engine');
        const poolSizeGib = settings['engine.poolSizeGib'];
        const daemon = await EngineDaemon.start({ stateDirectory: home.engine, poolSizeGib, log });
        return { stop: () => daemon.stop({ instances: 'stop', whenStopped }) };
      },
      async (report) => {
        const user = await enterInstallation(home, settings['system.user']);
        if (settings['database.url'] !== '') return nothing;
        report('starting the database');
        return EmbeddedPostgres.start({ directory: home.database, user, log });
      },
      async (report) => {
        report('preparing the database');
        await prepareDatabase(home, settings);
        return nothing;
      },
    ],
  });
}

/** Brings the database up to date, and writes the root account's key where only root reads it. */
async function prepareDatabase(home: Home, settings: Settings): Promise<void> {
  const log = createLogger('supervisor', settings['log.level']);
  const connection = openDatabase(home, settings, 'supervisor', log);
  try {
    await migrate(connection.database, ...allMigrations);
    const root = await ensureRootAccount(connection.database, loadSealer(home), systemClock);
    writeWhole(rootKeyFile(home), `${JSON.stringify(root, null, 2)}\n`, 0o600);
  } finally {
    await connection.close();
  }
}
