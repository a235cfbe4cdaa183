import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { VolumeError } from './volumes.ts';

const run = promisify(execFile);

/**
 * Runs one of the host's file system tools.
 * @returns its standard output
 * @throws VolumeError with its last words
 */
export async function command(program: string, ...args: string[]): Promise<string> {
  try {
    return (await run(program, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } })).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new VolumeError('Failed', `${program}: ${(stderr || message).trim()}`, { cause: error });
  }
}
