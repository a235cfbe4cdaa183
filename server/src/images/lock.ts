import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A lock on a file, held until it is released or this process dies. */
export interface FileLock {
  release(): Promise<void>;
}

/**
 * Waits for the lock. A small child process holds it (Node has no flock of its own) as long as the pipe to it is
 * open, so that a killed holder never leaves a stale lock behind.
 * @throws AbortError when the signal comes first
 */
export async function lockFile(path: string, signal?: AbortSignal): Promise<FileLock> {
  const holder = spawn('flock', ['--exclusive', path, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'close');
  const cancel = () => {
    holder.stdin.destroy();
    holder.kill('SIGTERM');
  };
  signal?.addEventListener('abort', cancel);
  try {
    signal?.throwIfAborted();
    const held = once(holder.stdout, 'data').then(() => true);
    if (!(await Promise.race([held, ended.then(() => false)]))) {
      signal?.throwIfAborted();
      throw new Error(`flock could not lock ${path}.`);
    }
  } catch (error) {
    cancel();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  return {
    release: async () => {
      holder.stdin.end();
      await ended;
    },
  };
}
