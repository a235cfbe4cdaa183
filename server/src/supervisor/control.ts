import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
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

/** What a connection to a supervisor that ends meanwhile breaks with. */
const BROKEN: readonly (string | undefined)[] = ['ECONNRESET', 'EPIPE'];
/** No socket, or one that a killed supervisor left behind. */
const ABSENT: readonly (string | undefined)[] = ['ENOENT', 'ECONNREFUSED'];
const LOOKS_MAX = 20;
const LOOK_MILLISECONDS = 50;
const ANSWER_MILLISECONDS = 5000;

async function call(home: Home, method: string, path: string): Promise<ServiceStatus | undefined> {
  for (let look = 1; ; look += 1) {
    try {
      return await ask(home, method, path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (ABSENT.includes(code)) return undefined;
      if (!BROKEN.includes(code) || look === LOOKS_MAX) throw error;
      await delay(LOOK_MILLISECONDS);
    }
  }
}

async function ask(home: Home, method: string, path: string): Promise<ServiceStatus> {
  const asked = request({ socketPath: socketPath(home), method, path, timeout: ANSWER_MILLISECONDS });
  asked.on('timeout', () => asked.destroy(new Error('The supervisor does not answer.')));
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return (await json(answer)) as ServiceStatus;
}
