import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../base/log.ts';
import { asUser, type SystemUser } from './user.ts';

export interface PostmasterOptions {
  /** The folder with PostgreSQL's `bin`. */
  programs: string;
  data: string;
  user: SystemUser;
  settings: Record<string, string>;
  log: Logger;
}

/** How long a server may take to start (recovery after a crash included) or to stop. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
const RETRY_INTERVAL_MS = 50;

/** What PostgreSQL says while a dead server has not been reaped or its processes are still ending. */
const STILL_LOCKED = /pre-existing shared memory block|lock file .* already exists/;

/** PostgreSQL's main process, from ready to ended. */
export class Postmaster {
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ended: Promise<void>) {
    this.#child = child;
    this.ended = ended;
  }

  /** Starts the server and waits until it accepts connections. */
  static async start(options: PostmasterOptions): Promise<Postmaster> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const outcome = await Postmaster.#attempt(options, deadline);
      if (outcome instanceof Postmaster) return outcome;
      if (!STILL_LOCKED.test(outcome) || Date.now() > deadline) {
        throw new Error(`PostgreSQL did not start: ${outcome}`);
      }
      await delay(RETRY_INTERVAL_MS);
    }
  }

  /** @returns the running server, or what it said before it ended */
  static async #attempt(options: PostmasterOptions, deadline: number): Promise<Postmaster | string> {
    const { programs, data, user, settings, log } = options;
    const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
    const [command, commandArgs] = asUser(
      user,
      path.join(programs, 'bin', 'postgres'),
      ['-D', data, ...args],
      'INT',
    );
    // A group of its own: Ctrl-C in a terminal reaches us alone, and we stop the server last.
    const child = spawn(command, commandArgs, {
      cwd: '/',
      env: { LC_ALL: 'C', PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve());
    });
    const said: string[] = [];
    const ready = new Promise<boolean>((resolve) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (said.length < 20) said.push(line);
        logLine(log, line);
        if (line.includes('database system is ready to accept connections')) resolve(true);
      });
    });
    const timer = setTimeout(() => child.kill('SIGQUIT'), deadline - Date.now());
    const isReady = await Promise.race([ready, ended.then(() => false)]).finally(() => clearTimeout(timer));
    return isReady ? new Postmaster(child, ended) : said.join(' ');
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rolls back what is in progress and ends the server. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    const timer = setTimeout(() => this.#child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
    await this.ended.finally(() => clearTimeout(timer));
  }
}

function logLine(log: Logger, line: string): void {
  if (/^(FATAL|PANIC|ERROR):/.test(line)) log.warn({ postgres: line }, 'PostgreSQL reports an error');
  else log.debug({ postgres: line }, 'PostgreSQL');
}

/**
 * Ends a server that survived the process which started it. Only call this as the one who may run a server in
 * `data`: a server that is found is nobody's.
 */
export async function stopOrphan(data: string, user: SystemUser, log: Logger): Promise<void> {
  const pid = await postmasterPid(data);
  if (!pid || !(await isServerOf(pid, data, user))) return;
  log.warn({ pid }, 'stopping a database server that an earlier process left behind');
  process.kill(pid, 'SIGINT');
  const started = Date.now();
  while (await isServerOf(pid, data, user)) {
    await delay(RETRY_INTERVAL_MS);
    if (Date.now() - started > STOP_TIMEOUT_MS) process.kill(pid, 'SIGQUIT');
  }
}

async function postmasterPid(data: string): Promise<number | undefined> {
  const content = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  return pid > 0 ? pid : undefined;
}

/** A pid may have been given to somebody else since: its owner and its command line tell. A zombie has neither. */
async function isServerOf(pid: number, data: string, user: SystemUser): Promise<boolean> {
  try {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const owner = await stat(`/proc/${pid}`);
    return owner.uid === user.uid && commandLine.split('\0').includes(data);
  } catch {
    return false; // gone in the meantime
  }
}
