import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { encodings } from '../../../server/src/streaming/rfb/encodings.ts';
import { desktopInit, hex, rectangle, uint16, update } from '../../../server/src/streaming/rfb/testing.ts';
import { tightUpdate } from './tightUpdate.ts';

export interface DesktopsOptions {
  port: number;
  /** With TLS, if there is one. */
  certificateFile?: string;
  keyFile?: string;
  /**
   * bulk: as fast as it is taken · active: ten updates of 4 kB a second · echo: a small update for each message of
   * the client.
   */
  profile: 'bulk' | 'active' | 'echo';
}

/** Synthetic desktops: each connection is one, past its handshake. It is done when its standard input ends. */
const options = JSON.parse(process.argv[2] ?? '{}') as DesktopsOptions;
const UPDATES_PER_SECOND = 10;

const bulk = tightUpdate(500, 2000);
const active = tightUpdate(2, 2000);
const echo = update([rectangle(encodings.TIGHT, 16, 16, hex('80 ffeedd'))]);
const sockets = new Set<Socket>();

function serve(socket: Socket): void {
  socket.setNoDelay();
  sockets.add(socket);
  socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  socket.write(desktopInit);
  if (options.profile === 'echo') {
    socket.on('data', () => socket.write(echo));
    return;
  }
  socket.resume();
  if (options.profile !== 'bulk') return;
  const fill = () => {
    while (!socket.destroyed && socket.write(bulk));
  };
  socket.on('drain', fill);
  // Another process must be able to connect in the meantime.
  setImmediate(fill);
}

const server =
  options.certificateFile && options.keyFile
    ? createTlsServer(
        { cert: readFileSync(options.certificateFile), key: readFileSync(options.keyFile) },
        serve,
      )
    : createServer(serve);
server.listen(options.port, '127.0.0.1');
await once(server, 'listening');
if (options.profile === 'active') {
  // Spread over the interval, as users are.
  let slot = 0;
  setInterval(
    () => {
      slot = (slot + 1) % 10;
      let index = 0;
      for (const socket of sockets) if (index++ % 10 === slot) socket.write(active);
    },
    1000 / UPDATES_PER_SECOND / 10,
  );
}
process.stdout.write(`listening ${uint16(options.port).readUInt16BE()}\n`);
process.stdin.on('end', () => process.exit()).resume();
