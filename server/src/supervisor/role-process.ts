import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import type { Home } from '../config/home.ts';
import type { RoleStatus } from './control.ts';

const MAIN = new URL('../main.js', import.meta.url).pathname;
const BACKOFF_MS = 100;
const BACKOFF_MS_MAX = 10_000;
const LAST_WORDS_MAX = 8192;
const LOG_BYTES_MAX = 32 * 1024 * 1024;
/** A process that ends after having worked for so long is started again at once. */
const STABLE_MS = 3000;
const STOP_SECONDS = 15;
/** A role that ends so often before it was ever ready does not start for a reason that waiting does not mend. */
const FAILED_STARTS_MAX = 5;

/** One role's process: started, kept running, and stopped. It reports `ready` over its IPC channel. */
export class RoleProcess {
  readonly role: string;
  readonly #main: string;
  readonly #home: Pick<Home, 'logs'>;
  readonly #log: Logger;
  #child: ChildProcess | undefined;
  #state: RoleStatus['state'] = 'stopped';
  #restarts = 0;
  /** Ends in a row of processes that did not work for a while. */
  #failures = 0;
  #readyAt = Number.NaN;
  #stopping = false;
  /** Of all processes so far: an end is often told before the last words have been read. */
  #lastWords = '';
  readonly #ready = Promise.withResolvers<void>();

  /** @param main the program that takes the role's name as its argument */
  constructor(role: string, home: Pick<Home, 'logs'>, log: Logger, main = MAIN) {
    this.role = role;
    this.#main = main;
    this.#home = home;
    this.#log = log;
  }

  get status(): RoleStatus {
    return { role: this.role, state: this.#state, pid: this.#child?.pid, restarts: this.#restarts };
  }

  /**
   * Starts it and waits until it is ready for the first time.
   * @throws Error with its last words when it ends again and again before
   */
  async start(): Promise<void> {
    this.#spawn();
    await this.#ready.promise;
  }

  /** Asks it to end, and kills it when it does not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS * 1000);
    await exited;
    clearTimeout(killer);
    this.#state = 'stopped';
  }

  #spawn(): void {
    this.#state = this.#restarts === 0 ? 'starting' : 'restarting';
    // No new privileges: what a role gives up at its start it cannot get back.
    // The log is the process's own standard output, so that nothing it prints is lost when either of us ends.
    const log = openLog(join(this.#home.logs, `${this.role}.log`));
    const child = spawn('setpriv', ['--no-new-privs', process.execPath, this.#main, this.role], {
      stdio: ['ignore', log, 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      writeSync(log, chunk);
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-LAST_WORDS_MAX);
    });
    child.once('close', () => closeSync(log));
    child.on('message', (message) => {
      if (message !== 'ready') return;
      this.#state = 'ready';
      this.#readyAt = performance.now();
      this.#ready.resolve();
    });
    child.once('error', (error) => this.#log.error({ role: this.role, error }, 'role could not be started'));
    child.once('exit', (code, signal) => this.#onExit(code, signal));
  }

  /** Rejects the start; it goes on trying all the same, since the reason may be mended outside. */
  #giveUp(): void {
    this.#ready.reject(new Error(`The ${this.role} does not start: ${reasonIn(this.#lastWords)}`));
  }

  #onExit(code: number | null, signal: string | null): void {
    if (this.#stopping) return;
    this.#restarts += 1;
    const wasReady = this.#state === 'ready';
    const worked = wasReady && performance.now() - this.#readyAt >= STABLE_MS;
    // Somebody else's doing says nothing about how the next one fares.
    const wasKilled = wasReady && signal === 'SIGKILL';
    this.#failures = worked || wasKilled ? 0 : this.#failures + 1;
    if (this.#failures === FAILED_STARTS_MAX && !wasReady) this.#giveUp();
    this.#state = 'restarting';
    const delayMs = Math.min(BACKOFF_MS * 2 ** this.#failures, BACKOFF_MS_MAX);
    this.#log.warn(
      { exited: this.role, code, signal, restarts: this.#restarts, delayMs },
      'role ended; starting it again',
    );
    setTimeout(() => {
      if (!this.#stopping) this.#spawn();
    }, delayMs);
  }
}

/** The line of the latest uncaught error that says what went wrong, or all of it. */
function reasonIn(output: string): string {
  return [...output.matchAll(/^(?:\w*Error): (.+)$/gm)].at(-1)?.[1] ?? output.trim();
}

/** A descriptor that appends to the role's log; a large one is kept as `.1` and begun anew. */
function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o640);
}
