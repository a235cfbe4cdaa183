import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../base/log.ts';
import type { Database } from './database.ts';

/** A database by the folder of its server's socket, or its host name. */
export interface HostConnection {
  host: string;
  port: number;
  user: string;
  database: string;
}

/** Where a database is. A URL may hold a password: it never goes to a log. */
export type Connection = HostConnection | { url: string };

export interface ConnectSettings {
  connection: Connection;
  /** Shown in pg_stat_activity, such as `alcove api`. */
  applicationName?: string;
  poolSizeMax?: number;
  /** A statement that takes longer is ended by the server. */
  statementTimeoutMs?: number;
  log: Logger;
}

/** An open pool. */
export interface DatabaseConnection {
  readonly database: Database;
  readonly pool: pg.Pool;
  /** A client outside the pool, not yet connected, for what needs a session of its own: LISTEN, advisory locks. */
  newClient(): pg.Client;
  close(): Promise<void>;
}

const POOL_SIZE_MAX = 10;
const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A transaction that is left open keeps its locks and holds back the readers of the outbox. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;

// Both ends notice within half a minute when the other's host has died. Without effect on unix sockets.
const KEEPALIVE_IDLE_MS = 10_000;
const SERVER_KEEPALIVES = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** Opens a pool; nothing is sent before the first query. */
export function connect(settings: ConnectSettings): DatabaseConnection {
  const config = clientConfig(settings);
  const pool = new pg.Pool({ ...config, max: settings.poolSizeMax ?? POOL_SIZE_MAX });
  // Without listeners the error of a broken connection would end the process. The pool listens to its idle clients
  // and drops the broken ones; of one in use, the query under way or the next one fails with the error too.
  pool.on('error', (error) => settings.log.warn({ err: error }, 'lost an idle database connection'));
  pool.on('connect', (client) => {
    client.on('error', (error) => settings.log.debug({ err: error }, 'lost a database connection'));
  });
  const database = new Kysely<Record<never, never>>({ dialect: new PostgresDialect({ pool }) });
  return {
    database,
    pool,
    newClient: () => new pg.Client(config),
    close: () => database.destroy(),
  };
}

function clientConfig({ connection, applicationName, statementTimeoutMs }: ConnectSettings): pg.ClientConfig {
  return {
    ...('url' in connection ? { connectionString: connection.url } : connection),
    application_name: applicationName ?? 'alcove',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_IDLE_MS,
    options: SERVER_KEEPALIVES,
  };
}
