import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HEALTH_PORT, type HealthAnswer } from '../model/health.ts';
import { askHealth } from './askHealth.ts';

const ADDRESS = '127.0.8.2';
const answer: HealthAnswer = {
  ...{ hostName: 'wsamzn-1a2b3c4d', display: true, session: true, uptimeSeconds: 60, load: 0.1 },
  ...{ rootSizeMib: 81_920, rootUsedMib: 2000, homeSizeMib: 51_200, homeUsedMib: 10, rebootRequired: false },
};

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

async function serve(talk: (socket: Socket) => void): Promise<void> {
  const made = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    talk(socket);
  });
  server = made;
  await new Promise<void>((resolve, reject) => {
    made.once('error', reject).listen(HEALTH_PORT, ADDRESS, resolve);
  });
}

const ask = (timeoutMs = 3000) => askHealth(ADDRESS, HEALTH_PORT, { timeoutMs });

describe('a question', () => {
  it('gets the answer, in one piece or several', async () => {
    await serve((socket) => {
      const text = `${JSON.stringify(answer)}\n`;
      socket.write(text.slice(0, 20), () => socket.end(text.slice(20)));
    });
    expect(await ask()).toEqual({ kind: 'answer', answer });
  });

  it('is refused where nobody listens, or somebody hangs up', async () => {
    expect(await ask()).toEqual({ kind: 'refused' });
    await serve((socket) => socket.end());
    expect(await ask()).toEqual({ kind: 'refused' });
  });

  it('does not wait for one who says nothing, or talks on and on', async () => {
    await serve(() => undefined);
    expect(await ask(50)).toEqual({ kind: 'silent' });
    for (const socket of sockets) socket.write('x');
    expect(await ask(50)).toEqual({ kind: 'silent' });
  });

  it.each(['no JSON\n', '{}\n', 'x'.repeat(5000)])('makes nothing of %s', async (text) => {
    await serve((socket) => socket.write(text));
    expect(await ask()).toEqual({ kind: 'garbled' });
  });

  it('arrives nowhere where there is no way', async () => {
    // TCP has no way to a multicast address.
    expect(await askHealth('224.0.0.1', HEALTH_PORT, { timeoutMs: 50 })).toEqual({ kind: 'unreachable' });
  });
});
