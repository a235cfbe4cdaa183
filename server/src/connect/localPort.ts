import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { ConnectFailure } from './failure.ts';
import { VncServerHandshake } from './vncServer.ts';

/** Who connects is this computer's alone. */
export const LOCAL_ADDRESS = '127.0.0.1';

/** A viewer may have to ask its user for the password. */
const HANDSHAKE_TIMEOUT_MS = 120_000;
/** Viewers that have not said the password yet. */
const STRANGERS_MAX = 8;
/** 47 bits withstand far more, but nobody types a wrong password so often. */
const WRONG_PASSWORDS_MAX = 20;

/** Takes a viewer that has said the password; `rest` is what it has sent since. */
export type ViewerHandler = (viewer: Socket, rest: Buffer) => void;

export interface LocalPortEvents {
  viewer: ViewerHandler;
  /** Somebody guesses at the password: the port is closed. */
  guessed: () => void;
}

/** The local port to which VNC viewers connect. */
export class LocalPort {
  readonly #server: Server;
  readonly #password: string;
  readonly #events: LocalPortEvents;
  readonly #strangers = new Set<Socket>();
  #wrongPasswords = 0;

  private constructor(server: Server, password: string, events: LocalPortEvents) {
    this.#server = server;
    this.#password = password;
    this.#events = events;
  }

  /**
   * @param port 0 for any that is free
   * @throws ConnectFailure where somebody has the port
   */
  static async open(port: number, password: string, events: LocalPortEvents): Promise<LocalPort> {
    const server = createServer({ noDelay: true });
    const local = new LocalPort(server, password, events);
    server.on('connection', (socket) => local.#greet(socket));
    server.listen(port, LOCAL_ADDRESS);
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new ConnectFailure('usage', 'PortTaken', `The local port ${port} cannot be opened: ${error}`);
    }
    return local;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The port is closed.');
    return address.port;
  }

  /** Viewers that have said the password are left alone. */
  close(): void {
    this.#server.close();
    for (const socket of this.#strangers) socket.destroy();
  }

  #greet(socket: Socket): void {
    socket.on('error', () => undefined); // 'close' follows
    if (this.#strangers.size >= STRANGERS_MAX) {
      socket.destroy();
      return;
    }
    this.#strangers.add(socket);
    const handshake = new VncServerHandshake(this.#password);
    const timer = setTimeout(() => socket.destroy(), HANDSHAKE_TIMEOUT_MS);
    const forget = () => {
      clearTimeout(timer);
      this.#strangers.delete(socket);
    };
    socket.once('close', forget);
    socket.on('data', (data) => {
      const step = handshake.push(data);
      if (step.state === 'strange') {
        socket.destroy();
        return;
      }
      if (step.reply.length > 0) socket.write(step.reply);
      if (step.state === 'accepted') {
        forget();
        socket.off('close', forget).removeAllListeners('data').pause();
        this.#events.viewer(socket, step.rest);
      } else if (step.state === 'wrongPassword') {
        socket.end();
        this.#wrong();
      }
    });
    socket.write(VncServerHandshake.greeting);
  }

  #wrong(): void {
    this.#wrongPasswords += 1;
    if (this.#wrongPasswords < WRONG_PASSWORDS_MAX) return;
    this.close();
    this.#events.guessed();
  }
}
