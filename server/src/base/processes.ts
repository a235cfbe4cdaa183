import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MILLISECONDS = 20;

/** A process of this host. */
export interface Process {
  pid: number;
  commandLine: readonly string[];
  /** In clock ticks since the host's start: with `pid` it tells processes apart for good. */
  startTicks: number;
}

/** All processes whose command line satisfies `wanted`. */
export async function findProcesses(wanted: (commandLine: readonly string[]) => boolean): Promise<Process[]> {
  const entries = await readdir('/proc');
  const processes = await Promise.all(
    entries
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number)
      .map(read),
  );
  return processes.filter((found) => found !== undefined).filter((found) => wanted(found.commandLine));
}

/** The process of that number, or undefined where it has ended. */
export async function findProcess(pid: number): Promise<Process | undefined> {
  return await read(pid);
}

/** Whether the process still runs, and the number has not gone to another one. */
export async function isAlive(known: Process): Promise<boolean> {
  const now = await read(known.pid);
  return now?.startTicks === known.startTicks;
}

/** The children of a process. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readIfThere(`/proc/${pid}/task/${pid}/children`);
  return (text ?? '').split(' ').filter(Boolean).map(Number);
}

/** Sends a signal; a process that is gone counts as done. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** @returns whether the process ended in time */
export async function ended(known: Process, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (await isAlive(known)) {
    if (Date.now() > deadline) return false;
    await delay(LOOK_MILLISECONDS);
  }
  return true;
}

async function read(pid: number): Promise<Process | undefined> {
  const [text, stat] = await Promise.all([
    readIfThere(`/proc/${pid}/cmdline`),
    readIfThere(`/proc/${pid}/stat`),
  ]);
  // Zombies and the kernel's own have no command line.
  if (!text || !stat) return undefined;
  // The name, second and in brackets, may hold blanks; the start is the 22nd field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, commandLine: text.replace(/\0+$/, '').split('\0'), startTicks: Number(fields[19]) };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
