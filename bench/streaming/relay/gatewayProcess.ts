import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../../server/src/base/clock.ts';
import { connectDesktop } from '../../../server/src/streaming/rfb/desktop.ts';
import { Stream, type StreamEvents } from '../../../server/src/streaming/stream.ts';
import { DEFAULT_SESSION_POLICY } from '../../../server/src/workspaces/index.ts';

/** How the gateway reaches the desktop: as in production, or without its handshake, or without TLS too. */
export interface DesktopOptions {
  kind: 'display' | 'tls' | 'tcp';
  host: string;
  port: number;
  password?: string;
}

export interface GatewayProcessOptions {
  port: number;
  certificateFile: string;
  keyFile: string;
  caFile: string;
  desktop: DesktopOptions;
  /** Carries bytes without looking at them, for comparison. */
  transparent?: boolean;
}

/**
 * A gateway process of its own with the streams of the real one, but neither database nor signing in: what it costs is
 * what streaming costs. It is done when its standard input ends.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as GatewayProcessOptions;
const ca = readFileSync(options.caFile, 'utf8');
const server = createServer({
  cert: readFileSync(options.certificateFile),
  key: readFileSync(options.keyFile),
});
const webSockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  skipUTF8Validation: true,
  maxPayload: 65_536,
});
webSockets.on('connection', (webSocket, request) => {
  if (options.transparent) void carry(webSocket);
  else webSocket.once('message', () => void serve(webSocket, request.socket));
});
server.listen(options.port, '127.0.0.1');
await once(server, 'listening');
process.stdout.write('listening\n');
process.stdin.on('end', () => process.exit()).resume();

async function serve(webSocket: WebSocket, socket: Duplex): Promise<void> {
  const connection = { connectionId: 'c', sessionId: 's', workspaceId: 'localhost' };
  const events: StreamEvents = {
    dial: (signal) => dial(signal),
    connected: async () => undefined,
    unreachable: (error) => console.error(error),
    misspoken: (error) => console.error(error),
  };
  const stream = new Stream(connection, webSocket, systemClock, events, socket);
  stream.enforce(DEFAULT_SESSION_POLICY);
  await stream.run();
}

async function dial(signal: AbortSignal): Promise<TLSSocket> {
  const { kind, host, port, password = '' } = options.desktop;
  if (kind === 'display') {
    return await connectDesktop(
      { host, port, serverName: 'localhost', caCertificatePem: ca, password },
      signal,
    );
  }
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  // What a stream does with it is the same for both.
  if (kind === 'tcp') return socket as TLSSocket;
  const secured = connectTls({ socket, ca, servername: 'localhost' });
  await once(secured, 'secureConnect');
  return secured;
}

/** What the relay was before it knew RFB. */
async function carry(webSocket: WebSocket): Promise<void> {
  const desktop = await dial(new AbortController().signal);
  const highWater = 256 * 1024;
  desktop.on('data', (data: Buffer) => {
    webSocket.send(data, { binary: true }, () => {
      if (desktop.isPaused() && webSocket.bufferedAmount < highWater / 4) desktop.resume();
    });
    if (webSocket.bufferedAmount > highWater) desktop.pause();
  });
  webSocket.on('message', (data: RawData) => {
    if (Buffer.isBuffer(data) && !desktop.write(data)) webSocket.pause();
  });
  desktop.on('drain', () => webSocket.resume());
  desktop.on('error', () => webSocket.terminate());
  webSocket.on('close', () => desktop.destroy());
  webSocket.on('error', () => desktop.destroy());
}
