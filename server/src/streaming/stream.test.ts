import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { ManualClock } from '../base/clock.ts';
import { DEFAULT_SESSION_POLICY, type SessionPolicy } from '../workspaces/index.ts';
import { hex, keyEvent } from './rfb/testing.ts';
import { Stream } from './stream.ts';

/** A WebSocket whose other end is only there when the test says so. */
class SilentWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  pings = 0;
  readonly closedWith: number[] = [];
  sent = 0;
  bufferedAmount = 0;

  send(): void {
    this.sent += 1;
  }
  pause(): void {
    // Nothing comes.
  }

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

/** It takes all, and says nothing. */
const silentDesktop = () =>
  new Duplex({ read: () => undefined, write: (_chunk, _encoding, done: () => void) => done() });

/** @param desktop what is dialled; nobody answers unless it is given */
function start(desktop?: Duplex) {
  const webSocket = new SilentWebSocket();
  const clock = new ManualClock(new Date());
  const connection = { connectionId: 'c', sessionId: 's', workspaceId: 'ws-aaaaaaaaa' };
  let dialling: AbortSignal | undefined;
  const stream = new Stream(connection, webSocket as unknown as WebSocket, clock, {
    dial: (signal) => {
      dialling = signal;
      return desktop ? Promise.resolve(desktop as unknown as TLSSocket) : new Promise(() => undefined);
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

const idleAfterTwo: SessionPolicy = { ...DEFAULT_SESSION_POLICY, idleDisconnectMinutes: 2 };
const minute = 60_000;

test('a user who does nothing for the time of the policy is disconnected, and told why', async () => {
  const { webSocket, clock, stream, ended } = start(silentDesktop());
  stream.enforce(idleAfterTwo);
  clock.advance(2 * minute - 1);
  stream.enforce(idleAfterTwo);
  expect(webSocket.closedWith).toEqual([]);
  clock.advance(1);
  stream.enforce(idleAfterTwo);
  expect(await ended).toBe('IDLE');
  expect(webSocket.closedWith).toEqual([4007]);
});

test('keys and the pointer keep the user connected, and asking for pictures does not', async () => {
  const { webSocket, clock, stream, ended } = start(silentDesktop());
  await vi.waitFor(() => expect(webSocket.sent).toBe(2));
  const say = (bytes: Buffer) => webSocket.emit('message', bytes, true);
  say(Buffer.from('RFB 003.008\n\u0001\u0001', 'latin1'));
  for (let count = 0; count < 5; count++) {
    say(keyEvent(0x61, true));
    clock.advance(1.5 * minute);
    stream.enforce(idleAfterTwo);
  }
  say(hex('03 01 0000 0000 0400 0300'));
  clock.advance(2 * minute);
  stream.enforce(idleAfterTwo);
  expect(await ended).toBe('IDLE');
});

test('nobody is disconnected for doing nothing where the policy does not say so', async () => {
  const { clock, stream, ended } = start();
  clock.advance(10_000 * minute);
  stream.enforce(DEFAULT_SESSION_POLICY);
  stream.end('CLIENT_CLOSED');
  expect(await ended).toBe('CLIENT_CLOSED');
});

test('the round trip is that of the last probe', async () => {
  const { webSocket, stream, ended } = start();
  expect(stream.traffic.roundTripMs).toBeUndefined();
  stream.probe();
  webSocket.emit('pong');
  expect(stream.traffic.roundTripMs).toBeGreaterThanOrEqual(0);
  stream.end('CLIENT_CLOSED');
  await ended;
});
