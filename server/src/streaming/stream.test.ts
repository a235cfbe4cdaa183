import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { ManualClock } from '../base/clock.ts';
import { Stream } from './stream.ts';

/** A WebSocket whose other end is only there when the test says so. */
class SilentWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  pings = 0;
  readonly closedWith: number[] = [];

  ping(): void {
    this.pings += 1;
  }
  resume(): void {
    // There is nothing to read.
  }
  close(code: number): void {
    this.closedWith.push(code);
  }
}

function start() {
  const webSocket = new SilentWebSocket();
  const clock = new ManualClock(new Date());
  const connection = { connectionId: 'c', sessionId: 's', workspaceId: 'ws-aaaaaaaaa' };
  let dialling: AbortSignal | undefined;
  const stream = new Stream(connection, webSocket as unknown as WebSocket, clock, {
    dial: (signal) => {
      dialling = signal;
      return new Promise(() => undefined);
    },
    connected: async () => undefined,
    unreachable: () => undefined,
    misspoken: () => undefined,
  });
  return { webSocket, clock, stream, ended: stream.run(), dialling: () => dialling };
}

test('a client that answers no probe is lost, and its desktop is not dialled any more', async () => {
  const { webSocket, stream, ended, dialling } = start();
  stream.probe();
  stream.probe();
  expect(webSocket.pings).toBe(2);
  expect(dialling()?.aborted).toBe(false);
  stream.probe();
  expect(await ended).toBe('CLIENT_LOST');
  expect(dialling()?.aborted).toBe(true);
});

test('a client that answers stays, for as long as it answers', async () => {
  const { webSocket, stream, ended } = start();
  for (let count = 0; count < 10; count++) {
    stream.probe();
    stream.probe();
    webSocket.emit('pong');
  }
  stream.end('SIGNED_OUT');
  expect(await ended).toBe('SIGNED_OUT');
  expect(webSocket.closedWith).toEqual([4001]);
});

test('the first reason counts', async () => {
  const { stream, ended } = start();
  stream.end('TAKEN_OVER');
  stream.end('CLIENT_CLOSED');
  expect(await ended).toBe('TAKEN_OVER');
});
