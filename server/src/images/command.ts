import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  /** Gets every line of output, standard error included. */
  onLine?: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** What errors call the program, where it is not the command itself. */
  name?: string;
}

/** A program ended with a failure; `output` holds its last lines. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly output: readonly string[];

  constructor(message: string, output: readonly string[]) {
    super(message);
    this.output = output;
  }
}

/** How many of the last lines an error carries. */
const KEPT_LINES = 25;

/** Runs a program to its end, and gives back its lines of output where few are expected. */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string[]> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
    killSignal: 'SIGKILL',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/root' },
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (options.onLine !== undefined && lines.length > KEPT_LINES) lines.shift();
      options.onLine?.(line);
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  child.once('error', reject);
  child.once('close', (code, signal) => {
    if (code === 0) resolve(lines);
    else
      reject(
        new CommandError(
          `${options.name ?? command} ended with ${signal ?? `status ${code}`}.`,
          lines.slice(-KEPT_LINES),
        ),
      );
  });
  return promise;
}

/**
 * Runs a program in mount and process namespaces of its own, which vanish with all processes and mounts inside
 * as soon as it ends, is cancelled, or this process dies: nothing keeps writing behind the next run's back.
 */
export function runContained(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string[]> {
  return run(
    'setpriv',
    // biome-ignore format: one option and its value per line says less than the command line does
    ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', command, ...args],
    { ...options, name: command },
  );
}
