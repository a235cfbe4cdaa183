import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { displayProblem, waitForDisplay } from './display.ts';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

async function serve(greet: (socket: Socket) => void): Promise<number> {
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    greet(socket);
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  return typeof address === 'object' && address ? address.port : 0;
}

it('recognises a display, also by pieces', async () => {
  const port = await serve((socket) => {
    socket.write('RFB 0');
    setImmediate(() => socket.write('03.008\n'));
  });
  expect(await displayProblem('127.0.0.1', port)).toBeUndefined();
});

it('says what is wrong', async () => {
  expect(await displayProblem('127.0.0.1', await serve((socket) => socket.end()))).toContain('closes');
  server?.close();
  const http = await serve((socket) => socket.write('HTTP/1.1 200 OK\r\n'));
  expect(await displayProblem('127.0.0.1', http)).toContain('RFB');
  server?.close();
  expect(await displayProblem('127.0.0.1', http)).toContain('ECONNREFUSED');
});

it('gives up after its time, and when it is asked to', async () => {
  const never = new AbortController().signal;
  const wait = (signal: AbortSignal, timeoutMs: number) =>
    waitForDisplay('127.0.0.1', 1, { timeoutMs, signal });
  await expect(wait(never, 120)).rejects.toThrow('does not answer: connect ECONNREFUSED');
  await expect(wait(AbortSignal.timeout(60), 60_000)).rejects.toThrow('does not answer');
});
