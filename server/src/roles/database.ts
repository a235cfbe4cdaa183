import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import type { Home } from '../config/home.ts';
import type { Settings } from '../config/settings.ts';
import { type Connection, connect, type DatabaseConnection } from '../database/connect.ts';
import { DATABASE_NAME, ROLE_NAME } from '../database/embedded/cluster.ts';

/** Where the database is: the external server of the settings, or the embedded one of the state directory. */
export function databaseConnection(home: Home, settings: Settings): Connection {
  if (settings['database.url'] !== '') return { url: settings['database.url'] };
  return { host: join(home.database, 'run'), port: 5432, user: ROLE_NAME, database: DATABASE_NAME };
}

export function openDatabase(home: Home, settings: Settings, name: string, log: Logger): DatabaseConnection {
  return connect({ connection: databaseConnection(home, settings), applicationName: `alcove ${name}`, log });
}
