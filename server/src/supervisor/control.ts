import { rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import type { Home } from '../config/home.ts';

/** What the supervisor tells about the processes it watches. */
export interface ServiceStatus {
  /** `starting` until every role is ready. */
  state: 'starting' | 'running' | 'stopping' | 'failed';
  /** What is being done while starting, or why it failed. */
  detail: string;
  pid: number;
  roles: RoleStatus[];
}

export interface RoleStatus {
  role: string;
  state: 'starting' | 'ready' | 'restarting' | 'stopped';
  pid: number | undefined;
  restarts: number;
}

export interface ControlHandlers {
  status(): ServiceStatus;
  /** Begins an orderly stop; the process ends when it is done. */
  stop(): void;
}

function socketPath(home: Home): string {
  return join(home.run, 'supervisor.sock');
}

/**
 * Listens on the supervisor's socket. Only root may open it, as it stands in a directory of root's alone.
 * @throws Error where another supervisor of this state directory answers there
 */
export async function serveControl(home: Home, handlers: ControlHandlers): Promise<Server> {
  if ((await serviceStatus(home)) !== undefined) throw new Error(`Alcove already runs for ${home.path}.`);
  rmSync(socketPath(home), { force: true });
  const server = createServer((incoming, answer) => {
    if (incoming.method === 'POST' && incoming.url === '/stop') handlers.stop();
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(handlers.status()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath(home), resolve);
  });
  return server;
}

/** The running supervisor's answer, or undefined where none runs. */
export function serviceStatus(home: Home): Promise<ServiceStatus | undefined> {
  return call(home, 'GET', '/status');
}

/** Asks the supervisor to stop; undefined where none runs. */
export function requestStop(home: Home): Promise<ServiceStatus | undefined> {
  return call(home, 'POST', '/stop');
}

function call(home: Home, method: string, path: string): Promise<ServiceStatus | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: socketPath(home), method, path, timeout: 5000 }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      resolve(JSON.parse(Buffer.concat(chunks).toString()) as ServiceStatus);
    });
    call.on('timeout', () => call.destroy(new Error('The supervisor does not answer.')));
    call.on('error', (error: NodeJS.ErrnoException) =>
      // No socket, or one that a killed supervisor left behind.
      error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error),
    );
    call.end();
  });
}
