import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { type ClientOptions, WebSocket } from 'ws';
import type { KeyPairPem } from '../base/pki.ts';
import { vncChallengeResponse } from '../base/vncAuthentication.ts';
import type { Gateway } from './gateway.ts';
import { ByteReader } from './rfb/byteReader.ts';
import { Arrivals } from './testing-arrivals.ts';

/** What a display needs to prove itself and to know its gateway. */
export interface DisplayIdentity extends KeyPairPem {
  password: string;
}

/** What the fake display says after the handshake: 640 × 480, 32 bits a pixel, named `desktop`. */
export const serverInit = Buffer.from(
  `028001e020180001 00ff00ff00ff100800000000 00000007 ${Buffer.from('desktop').toString('hex')}`.replaceAll(
    ' ',
    '',
  ),
  'hex',
);

/** For tests: the display's side of the handshake as TigerVNC speaks it. The result is what follows inside TLS. */
export async function serveDisplay(stream: Duplex, identity: DisplayIdentity): Promise<TLSSocket> {
  const reader = new ByteReader(stream);
  stream.write('RFB 003.008\n');
  await expectBytes(reader, Buffer.from('RFB 003.008\n'));
  stream.write(Buffer.from('0113', 'hex'));
  await expectBytes(reader, Buffer.from('13', 'hex'));
  stream.write(Buffer.from('0002', 'hex'));
  await expectBytes(reader, Buffer.from('0002', 'hex'));
  stream.write(Buffer.from('00' + '01' + '00000105', 'hex'));
  await expectBytes(reader, Buffer.from('00000105', 'hex'));
  stream.write(Buffer.from('01', 'hex'));

  const secured = new TLSSocket(stream, {
    isServer: true,
    cert: identity.certificatePem,
    key: identity.privateKeyPem,
  });
  secured.on('error', () => undefined);
  const inner = new ByteReader(secured);
  const challenge = randomBytes(16);
  secured.write(challenge);
  const answer = await inner.read(16);
  if (!answer.equals(vncChallengeResponse(identity.password, challenge))) {
    secured.end(Buffer.from('000000010000000557726f6e67', 'hex'));
    throw new Error('The gateway has the wrong password.');
  }
  secured.write(Buffer.from('00000000', 'hex'));
  await expectBytes(inner, Buffer.from('01', 'hex'));
  secured.write(serverInit);
  return secured;
}

async function expectBytes(reader: ByteReader, expected: Buffer): Promise<void> {
  const got = await reader.read(expected.length);
  if (!got.equals(expected)) throw new Error(`Got ${got.toString('hex')}, not ${expected.toString('hex')}.`);
}

/** A display on a TCP port, whose streams the test takes one by one. */
export class FakeDisplay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Arrivals<TLSSocket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(host: string, port: number, identity: DisplayIdentity): Promise<FakeDisplay> {
    const server = createServer();
    const display = new FakeDisplay(server);
    server.on('connection', (socket) => {
      display.#sockets.add(socket);
      socket.on('error', () => undefined);
      void serveDisplay(socket, identity).then(
        (stream) => display.#streams.add(stream),
        () => socket.destroy(), // a gateway that stopped in the middle: its test sees that
      );
    });
    server.listen(port, host);
    await once(server, 'listening');
    return display;
  }

  /** The next client's stream, after the handshake. */
  next(): Promise<TLSSocket> {
    return this.#streams.next();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** A gateway behind a real HTTPS server on the loopback interface. */
export async function serveGateway(
  gateway: Gateway,
  certificate: KeyPairPem,
  tls: TlsOptions = {},
  listenPort = 0,
) {
  const server = createHttpsServer({
    ...tls,
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
  });
  server.on('request', gateway.handleRequest).on('upgrade', gateway.handleUpgrade);
  server.listen(listenPort, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    close: async () => {
      await gateway.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A client's end of the stream that remembers all that it got. */
export class FakeViewer {
  readonly webSocket: WebSocket;
  readonly texts: string[] = [];
  #received = Buffer.alloc(0);
  readonly closed: Promise<{ code: number; reason: string }>;

  /** @param origin the page's; null for a program that says none */
  constructor(
    url: string,
    caCertificatePem: string,
    origin: string | null = url,
    options: ClientOptions = {},
  ) {
    this.webSocket = new WebSocket(`${url.replace('https:', 'wss:')}/stream`, {
      ...options,
      ca: caCertificatePem,
      perMessageDeflate: false,
      ...(origin !== null && { origin }),
    });
    this.webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#received = Buffer.concat([this.#received, data]);
      else this.texts.push(data.toString());
      this.webSocket.emit('more');
    });
    this.closed = new Promise((resolve) => {
      this.webSocket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  async open(ticket: string): Promise<void> {
    if (this.webSocket.readyState !== this.webSocket.OPEN) await once(this.webSocket, 'open');
    this.webSocket.send(JSON.stringify({ type: 'open', ticket }));
  }

  /** The next bytes, as soon as there are so many. */
  async read(length: number): Promise<Buffer> {
    while (this.#received.length < length) await once(this.webSocket, 'more');
    const data = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return data;
  }
}
