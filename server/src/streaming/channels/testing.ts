import { once } from 'node:events';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import type { KeyPairPem } from '../../base/pki.ts';
import type { ChannelRequest } from '../model/channels.ts';
import { Arrivals } from '../testing-arrivals.ts';

/** A channel that a gateway has opened at a {@link FakeAgent}. */
export interface AgentChannel {
  request: Record<string, unknown>;
  socket: TLSSocket;
}

/** For tests: the agent of a desktop, whose channels the test takes one by one. */
export class FakeAgent {
  /** What it answers to a request; the channel is open where that begins with `{"ok":true}`. */
  answer = '{"ok":true}\n';
  /** How many connections have come so far as to be encrypted. */
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<TLSSocket>();
  readonly #channels = new Arrivals<AgentChannel>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(host: string, port: number, identity: KeyPairPem): Promise<FakeAgent> {
    const server = createServer({
      ...{ cert: identity.certificatePem, key: identity.privateKeyPem, minVersion: 'TLSv1.3' },
    });
    const agent = new FakeAgent(server);
    server.on('secureConnection', (socket) => agent.#accept(socket));
    server.on('tlsClientError', () => undefined);
    server.listen(port, host);
    await once(server, 'listening');
    return agent;
  }

  next(): Promise<AgentChannel> {
    return this.#channels.next();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: TLSSocket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (line: Buffer) => {
      socket.pause();
      const channel = { request: JSON.parse(line.toString()) as Record<string, unknown>, socket };
      socket.write(this.answer);
      this.#channels.add(channel);
    });
  }
}

/** For tests: a client's end of a channel, which may say what it likes. */
export class FakeChannelClient {
  readonly webSocket: WebSocket;
  readonly texts: string[] = [];
  received = Buffer.alloc(0);
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, caCertificatePem: string, origin = url) {
    this.webSocket = new WebSocket(`${url.replace('https:', 'wss:')}/channel`, {
      ...{ ca: caCertificatePem, perMessageDeflate: false, origin },
    });
    this.webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.received = Buffer.concat([this.received, data]);
      else this.texts.push(data.toString());
      this.webSocket.emit('more');
    });
    this.closed = new Promise((resolve) => {
      this.webSocket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  async say(first: string | Buffer): Promise<void> {
    if (this.webSocket.readyState !== WebSocket.OPEN) await once(this.webSocket, 'open');
    this.webSocket.send(first);
  }

  /** Opens a channel and waits until it is open. */
  async open(channelToken: string, request: ChannelRequest): Promise<void> {
    await this.ask(channelToken, request);
    while (this.texts.length === 0) await once(this.webSocket, 'more');
  }

  async ask(channelToken: string, request: ChannelRequest): Promise<void> {
    await this.say(JSON.stringify({ type: 'open', channelToken, ...request }));
  }

  async read(length: number): Promise<Buffer> {
    while (this.received.length < length) await once(this.webSocket, 'more');
    const data = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return data;
  }
}
