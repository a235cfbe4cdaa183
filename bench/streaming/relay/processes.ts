import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process and its children have cost so far. */
export interface Cost {
  cpuSeconds: number;
  memoryMib: number;
}

const TICKS_PER_SECOND = 100;

/** A program under measurement. */
export class Program {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts one that says `listening` on its standard output. */
  static async node(file: URL, options: object): Promise<Program> {
    const child = spawn(process.execPath, [file.pathname, JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (child.stdout) await once(child.stdout, 'data');
    return new Program(child);
  }

  /** Starts one that listens on a port. */
  static async listening(command: string, args: string[], port: number): Promise<Program> {
    const child = spawn(command, args, { stdio: 'ignore' });
    await untilListening(port);
    return new Program(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Of the process and all below it. */
  cost(): Cost {
    const pids = family(this.pid);
    const kib = pids.map(memoryKib).reduce((sum, each) => sum + each, 0);
    const seconds = pids.map(cpuSeconds).reduce((sum, each) => sum + each, 0);
    return { cpuSeconds: seconds, memoryMib: kib / 1024 };
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
  }
}

export async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.destroy();
      return;
    } catch {
      await delay(50); // not yet
    }
  }
}

function stat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function family(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => {
      try {
        return Number(stat(each)[1]) === pid;
      } catch {
        return false; // It has ended meanwhile.
      }
    });
  return [pid, ...children.flatMap(family)];
}

/** With the time of children that have ended. */
function cpuSeconds(pid: number): number {
  const fields = stat(pid);
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / TICKS_PER_SECOND;
}

/** What it has for itself, and its share of what it has with others. */
function memoryKib(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
}
