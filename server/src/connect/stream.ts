import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import {
  closeCodes,
  type OpenMessage,
  type ReadyMessage,
  STREAM_PATH,
  type StreamEnd,
} from '../streaming/model/messages.ts';
import { streamEndOf } from './endings.ts';
import { type GatewayAddress, tlsOptions } from './gatewayApi.ts';

/** A stream that ended before it began. */
export class StreamRefused extends Error {
  override name = 'StreamRefused';
  readonly end: StreamEnd;

  constructor(end: StreamEnd) {
    super(end);
    this.end = end;
  }
}

/** The gateway's whole side of the RFB handshake: version, security type None, success. */
const GATEWAY_GREETING = Buffer.from('RFB 003.008\n\u0001\u0001\0\0\0\0', 'latin1');
/** Ours: version, security type None, ClientInit. */
const REPLY = Buffer.from('RFB 003.008\n\u0001\u0001', 'latin1');

const OPEN_TIMEOUT_MS = 30_000;
/** A gateway that is silent for two of these is lost. */
const PING_INTERVAL_MS = 10_000;
/** More than this waits for the network before the viewer is read again. */
const BUFFERED_BYTES_MAX = 256 * 1024;

/**
 * Opens the desktop's stream with a ticket, and goes through the RFB handshake. It is paused; its next bytes are the
 * desktop's ServerInit.
 * @throws StreamRefused
 */
export async function openStream(
  gateway: GatewayAddress,
  ticket: string,
): Promise<{ webSocket: WebSocket; rest: Buffer }> {
  const url = new URL(STREAM_PATH, gateway.url.replace(/^http/, 'ws'));
  const webSocket = new WebSocket(url, {
    ...tlsOptions(gateway),
    origin: new URL(gateway.url).origin,
    perMessageDeflate: false,
    handshakeTimeout: OPEN_TIMEOUT_MS,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const timer = setTimeout(() => reject(new StreamRefused('DESKTOP_UNREACHABLE')), OPEN_TIMEOUT_MS);
  let greeting: Buffer | undefined;
  const onMessage = (data: Buffer, isBinary: boolean) => {
    if (!isBinary) {
      if (!isReady(data.toString())) reject(new StreamRefused('PROTOCOL_ERROR'));
      else greeting = Buffer.alloc(0);
      return;
    }
    greeting = greeting && Buffer.concat([greeting, data]);
    if (greeting && greeting.length < GATEWAY_GREETING.length) return;
    if (!greeting?.subarray(0, GATEWAY_GREETING.length).equals(GATEWAY_GREETING)) {
      reject(new StreamRefused('PROTOCOL_ERROR'));
      return;
    }
    webSocket.off('message', onMessage);
    webSocket.pause();
    webSocket.send(REPLY);
    resolve(greeting.subarray(GATEWAY_GREETING.length));
  };
  const onClose = (code: number) => reject(new StreamRefused(streamEndOf(code)));
  webSocket.on('error', () => reject(new StreamRefused('CLIENT_LOST')));
  webSocket.on('close', onClose);
  webSocket.on('message', onMessage);
  webSocket.once('open', () => {
    const open: OpenMessage = { type: 'open', ticket };
    webSocket.send(JSON.stringify(open));
  });
  try {
    return { webSocket, rest: await promise };
  } catch (error) {
    webSocket.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    webSocket.off('close', onClose);
  }
}

function isReady(text: string): boolean {
  try {
    return (JSON.parse(text) as ReadyMessage).type === 'ready';
  } catch {
    return false;
  }
}

/**
 * Passes everything on between a viewer and the desktop, each side held up by the other, until either goes.
 * @param toViewer what the desktop has said already
 * @param toDesktop what the viewer has said already
 * @returns why it ended; CLIENT_CLOSED where the viewer went first
 */
export async function relay(
  viewer: Socket,
  webSocket: WebSocket,
  toViewer: Buffer,
  toDesktop: Buffer,
): Promise<StreamEnd> {
  const { promise, resolve } = Promise.withResolvers<StreamEnd>();
  const watch = watchOver(webSocket);
  webSocket.on('message', (data: Buffer, isBinary) => {
    // Texts are measurements of other clients' kinds.
    if (isBinary && !viewer.write(data)) webSocket.pause();
  });
  viewer.on('drain', () => webSocket.resume());
  viewer.on('data', (data) => {
    if (webSocket.readyState !== WebSocket.OPEN) return;
    webSocket.send(data, () => {
      if (webSocket.bufferedAmount <= BUFFERED_BYTES_MAX) viewer.resume();
    });
    if (webSocket.bufferedAmount > BUFFERED_BYTES_MAX) viewer.pause();
  });
  webSocket.once('close', (code) => {
    resolve(streamEndOf(code));
    viewer.end();
  });
  viewer.once('close', () => {
    resolve('CLIENT_CLOSED');
    webSocket.resume(); // or the gateway's answer would never be read
    webSocket.close(closeCodes.CLIENT_CLOSED);
  });
  // Either may have gone while the other was being opened.
  if (webSocket.readyState !== WebSocket.OPEN) resolve('CLIENT_LOST');
  if (viewer.destroyed) {
    resolve('CLIENT_CLOSED');
    webSocket.close(closeCodes.CLIENT_CLOSED);
  }
  if (toViewer.length > 0) viewer.write(toViewer);
  if (toDesktop.length > 0) webSocket.send(toDesktop);
  webSocket.resume();
  viewer.resume();
  try {
    return await promise;
  } finally {
    clearInterval(watch);
    viewer.destroySoon();
  }
}

/** Ends a connection whose other side is silent: a network that was unplugged says nothing itself. */
function watchOver(webSocket: WebSocket): NodeJS.Timeout {
  let isAlive = true;
  const heard = () => {
    isAlive = true;
  };
  webSocket.on('pong', heard).on('message', heard);
  return setInterval(() => {
    if (!isAlive) webSocket.terminate();
    else if (webSocket.readyState === WebSocket.OPEN) webSocket.ping();
    isAlive = false;
  }, PING_INTERVAL_MS);
}
