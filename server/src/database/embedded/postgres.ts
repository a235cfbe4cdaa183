import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../base/log.ts';
import type { HostConnection } from '../connect.ts';
import { installBinaries } from './binaries.ts';
import { createCluster, DATABASE_NAME, ROLE_NAME, SUPERUSER_NAME, writeAccessRules } from './cluster.ts';
import { type ExclusiveHold, holdExclusively } from './exclusive.ts';
import { Postmaster, type PostmasterOptions, stopOrphan } from './postmaster.ts';
import { makeDirectory, requireReachable, type SystemUser, systemUserName } from './user.ts';

/** PostgreSQL names its socket by the port, although nothing listens on TCP. */
const PORT = 5432;

/** `sun_path` has 108 bytes with the closing zero. */
const SOCKET_PATH_BYTES_MAX = 107;

const RESTART_INTERVAL_MS = 1000;

export interface EmbeddedPostgresOptions {
  /** Holds the programs, the data (`pg18/`) and the socket. The user must be able to reach it. */
  directory: string;
  /** Who runs the server; PostgreSQL refuses root. Without root's rights it can only be the own user. */
  user: SystemUser;
  /** Further settings of postgresql.conf, such as `{ fsync: 'off' }` for tests. */
  extraSettings?: Record<string, string>;
  log: Logger;
}

/**
 * A PostgreSQL 18 of our own, as a child process: it listens on a unix socket alone, which only root and its own
 * user may use, and ends with this process. After any crash, of itself or of this process, it recovers.
 */
export class EmbeddedPostgres {
  /** Connects as the role that owns Alcove's database. */
  readonly connection: HostConnection;
  /** Connects as the server's superuser, for tests and maintenance. */
  readonly superuserConnection: HostConnection;
  readonly #options: PostmasterOptions;
  readonly #hold: ExclusiveHold;
  #postmaster: Postmaster;
  #stopping = false;
  #running: Promise<void>;

  private constructor(
    socketDirectory: string,
    options: PostmasterOptions,
    postmaster: Postmaster,
    hold: ExclusiveHold,
  ) {
    this.connection = { host: socketDirectory, port: PORT, user: ROLE_NAME, database: DATABASE_NAME };
    this.superuserConnection = { ...this.connection, user: SUPERUSER_NAME, database: SUPERUSER_NAME };
    this.#options = options;
    this.#postmaster = postmaster;
    this.#hold = hold;
    this.#running = this.#keepRunning();
  }

  /**
   * Starts the server, creating the database the first time.
   * @throws Error when another process runs this database, when the path is too long for a socket, or with
   * PostgreSQL's own words when it does not start
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const { user, log, extraSettings = {} } = options;
    const userName = await systemUserName(user.uid);
    await makeDirectory(options.directory, 0o755);
    const directory = await realpath(options.directory);
    await requireReachable(directory, user, userName);
    const socketDirectory = path.join(directory, 'run');
    refuseLongPath(path.join(socketDirectory, `.s.PGSQL.${PORT}`));

    const hold = await holdExclusively(`postgres:${directory}`);
    if (!hold) {
      throw new Error(
        `Another Alcove process already runs the database in ${directory}. Stop it first; several replicas ` +
          'need a PostgreSQL server of their own (database.url).',
      );
    }
    try {
      const programs = await installBinaries(directory);
      const data = path.join(directory, 'pg18');
      await makeDirectory(socketDirectory, 0o700, user);
      await createCluster({ programs, data, user, log });
      const accessRules = await writeAccessRules(directory, userName);
      await stopOrphan(data, user, log);
      const settings = { ...defaultSettings(socketDirectory), ...accessRules, ...extraSettings };
      const postmasterOptions = { programs, data, user, settings, log };
      const postmaster = await Postmaster.start(postmasterOptions);
      return new EmbeddedPostgres(socketDirectory, postmasterOptions, postmaster, hold);
    } catch (error) {
      await hold.release();
      throw error;
    }
  }

  /** The main process of the server, for tests that kill it. */
  get pid(): number | undefined {
    return this.#postmaster.pid;
  }

  /** Ends all connections and the server; what was committed is kept. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#postmaster.stop();
    await this.#running;
    await this.#hold.release();
  }

  /** Starts the server again whenever it ends without having been asked to. */
  async #keepRunning(): Promise<void> {
    for (;;) {
      await this.#postmaster.ended;
      if (this.#stopping) return;
      this.#options.log.error('the database server has ended; starting it again');
      try {
        this.#postmaster = await Postmaster.start(this.#options);
      } catch (error) {
        this.#options.log.error({ err: error }, 'the database server does not start; trying again');
        await delay(RESTART_INTERVAL_MS);
      }
      if (this.#stopping) await this.#postmaster.stop();
    }
  }
}

function defaultSettings(socketDirectory: string): Record<string, string> {
  return {
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    listen_addresses: '',
    port: String(PORT),
    max_connections: '100',
    shared_buffers: '64MB',
    log_min_messages: 'warning',
    log_line_prefix: '',
    log_error_verbosity: 'terse',
    timezone: 'UTC',
  };
}

function refuseLongPath(socket: string): void {
  const length = Buffer.byteLength(socket);
  if (length <= SOCKET_PATH_BYTES_MAX) return;
  throw new Error(
    `The database's socket ${socket} would have a path of ${length} bytes, and Linux allows ` +
      `${SOCKET_PATH_BYTES_MAX}. Choose a state directory with a shorter path (ALCOVE_HOME).`,
  );
}
