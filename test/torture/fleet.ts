import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from './worker.ts';

/** From when to when a worker process was frozen. */
export interface Freeze {
  pid: number;
  from: number;
  to: number;
}

const PROGRAM = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** The worker processes, and what was done to them. */
export class Fleet {
  /** When each process was killed, in milliseconds since the epoch, by its pid. */
  readonly killedAt = new Map<number, number>();
  readonly freezes: Freeze[] = [];
  /** Processes that ended without having been asked to. */
  readonly unexpectedExits: string[] = [];
  readonly #options: WorkerOptions;
  readonly #log: number;
  readonly #alive = new Map<number, ChildProcess>();
  #generations = 0;

  constructor(options: WorkerOptions, logFile: string) {
    this.#options = options;
    this.#log = openSync(logFile, 'a');
  }

  get pids(): number[] {
    return [...this.#alive.keys()];
  }

  get generations(): number {
    return this.#generations;
  }

  start(): void {
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(this.#options)], {
      stdio: ['ignore', this.#log, this.#log, 'ipc'],
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('a worker process cannot be started');
    this.#generations++;
    this.#alive.set(pid, child);
    child.once('exit', (code, signal) => {
      this.#alive.delete(pid);
      if (this.killedAt.has(pid)) return;
      this.killedAt.set(pid, Date.now());
      this.unexpectedExits.push(`worker ${pid} ended by itself with ${signal ?? code}`);
    });
  }

  kill(pid: number): void {
    this.killedAt.set(pid, Date.now());
    this.#alive.delete(pid);
    process.kill(pid, 'SIGKILL');
  }

  /** The process does nothing and its connections stand. */
  freeze(pid: number): Freeze {
    const freeze = { pid, from: Date.now(), to: Number.POSITIVE_INFINITY };
    this.freezes.push(freeze);
    process.kill(pid, 'SIGSTOP');
    return freeze;
  }

  thaw(freeze: Freeze): void {
    freeze.to = Date.now();
    if (this.#alive.has(freeze.pid)) process.kill(freeze.pid, 'SIGCONT');
  }

  killAll(): void {
    for (const pid of this.pids) this.kill(pid);
  }
}
