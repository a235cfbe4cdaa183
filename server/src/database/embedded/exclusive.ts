import { createHash } from 'node:crypto';
import { createServer } from 'node:net';

/** Held until released or until this process ends, in whatever way. */
export interface ExclusiveHold {
  release(): Promise<void>;
}

/**
 * Claims `name` for this process among all processes of the machine (of its network namespace).
 * The claim is an address in Linux's abstract socket namespace: the kernel takes it back when the process dies,
 * so no stale lock file can be left behind.
 * @returns undefined when another process holds it
 */
export function holdExclusively(name: string): Promise<ExclusiveHold | undefined> {
  const address = `\0alcove-${createHash('sha256').update(name).digest('hex')}`;
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve({ release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
