import { join, resolve } from 'node:path';

/** The state directory: everything an installation keeps stands below it, but for the cache of built images. */
export interface Home {
  readonly path: string;
  readonly configFile: string;
  /** PostgreSQL's data, owned by the unprivileged user. */
  readonly database: string;
  /** The engine's own directory. */
  readonly engine: string;
  /** The desktops' volumes. */
  readonly volumes: string;
  /** Logs of the processes, one file per role. */
  readonly logs: string;
  /** Certificates: the authority (its key is root's alone) and the endpoints' own. */
  readonly pki: string;
  /** The master key that seals secrets in the database. */
  readonly masterKeyFile: string;
  /** Sockets and pid files; made anew at each start. */
  readonly run: string;
  /** Where invitations go when no mail server is set. */
  readonly outbox: string;
  /** What `alcove env` points the AWS CLI to. */
  readonly aws: string;
}

const DEFAULT_HOME = '/var/lib/alcove';

/** The state directory that ALCOVE_HOME names. */
export function homeFrom(environment: NodeJS.ProcessEnv): Home {
  return homeAt(resolve(environment.ALCOVE_HOME || DEFAULT_HOME));
}

export function homeAt(path: string): Home {
  return {
    path,
    configFile: join(path, 'config.yaml'),
    database: join(path, 'database'),
    engine: join(path, 'engine'),
    volumes: join(path, 'volumes'),
    logs: join(path, 'logs'),
    pki: join(path, 'pki'),
    masterKeyFile: join(path, 'secrets', 'master.key'),
    run: join(path, 'run'),
    outbox: join(path, 'outbox'),
    aws: join(path, 'aws'),
  };
}

/**
 * A short name of the installation, for what stands beside others' things on the host (links, bridges, labels):
 * a letter and four hexadecimal digits, stable for the life of the state directory.
 */
export function installationTag(home: Home): string {
  let hash = 0x811c9dc5; // FNV-1a: short, and 16 bits are plenty for the installations of one host
  for (const byte of Buffer.from(home.path)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `v${((hash >>> 16) ^ (hash & 0xff_ff)).toString(16).padStart(4, '0')}`;
}
