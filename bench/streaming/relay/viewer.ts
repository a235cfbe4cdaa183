import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** Where a viewer connects: to the display itself, through websockify, or through a gateway of ours. */
export type Path =
  | { kind: 'direct'; port: number }
  | { kind: 'websockify'; port: number; ca?: string }
  | { kind: 'ours'; port: number; ca: string; transparent?: boolean };

/** A viewer's end of a stream of bytes, whichever way it has come. */
export interface Viewer {
  onData: (data: Buffer) => void;
  send(data: Buffer): void;
  close(): Promise<void>;
}

/** Version, security type, ClientInit: ours says its side of the handshake by itself. */
const ourReply = Buffer.from('RFB 003.008\n\u0001\u0001', 'latin1');
const OUR_GREETING_BYTES = 18;

/** Opens a stream; what arrives first is what the display says first, or on ours its ServerInit. */
export async function open(path: Path): Promise<Viewer> {
  return path.kind === 'direct' ? await openSocket(path.port) : await openWebSocket(path);
}

async function openSocket(port: number): Promise<Viewer> {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const viewer: Viewer = {
    onData: () => undefined,
    send: (data) => socket.write(data),
    close: async () => {
      socket.destroy();
    },
  };
  socket.on('data', (data: Buffer) => viewer.onData(data));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return viewer;
}

async function openWebSocket(path: Exclude<Path, { kind: 'direct' }>): Promise<Viewer> {
  const scheme = path.ca === undefined ? 'ws' : 'wss';
  const webSocket = new WebSocket(`${scheme}://localhost:${path.port}/`, ['binary'], {
    ...(path.ca !== undefined && { ca: path.ca }),
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  let toSkip = path.kind === 'ours' && !path.transparent ? OUR_GREETING_BYTES : 0;
  const viewer: Viewer = {
    onData: () => undefined,
    send: (data) => webSocket.send(data),
    close: async () => {
      webSocket.terminate();
      if (webSocket.readyState !== webSocket.CLOSED) await once(webSocket, 'close');
    },
  };
  webSocket.on('error', () => undefined);
  webSocket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      webSocket.send(ourReply);
    } else if (toSkip > 0) {
      const rest = data.subarray(toSkip);
      toSkip -= data.length - rest.length;
      if (rest.length > 0) viewer.onData(rest);
    } else {
      viewer.onData(data);
    }
  });
  await once(webSocket, 'open');
  if (path.kind === 'ours' && !path.transparent) webSocket.send('{"type":"open","ticket":"none"}');
  return viewer;
}
