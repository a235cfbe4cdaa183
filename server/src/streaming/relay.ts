import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Traffic } from '../access/index.ts';
import { ClientMessages } from './rfb/clientMessages.ts';
import type { ClipboardRules } from './rfb/cutText.ts';
import { ServerMessages } from './rfb/serverMessages.ts';
import { HIGH_WATER_BYTES, LOW_WATER_BYTES } from './watermarks.ts';

/**
 * Carries RFB between a WebSocket and a desktop, each side no faster than the other takes it. It knows where messages
 * begin and end, and leaves out what the rules do not let pass; all else is passed on at once, in the buffers that it
 * came in: gathering small pieces for a time was measured to cost time on both ends and to save nothing. Those of one
 * turn of the event loop leave together, though: a desktop's TLS gives them out by 16 KiB, and encrypting each by itself
 * costs half as much again.
 */
export class Relay {
  /** The desktop's messages, from its ServerInit on; between them others can be inserted. */
  readonly fromDesktop: ServerMessages;
  /** The client's, from the end of the handshake on. */
  readonly fromClient: ClientMessages;
  readonly #webSocket: WebSocket;
  readonly #desktop: Duplex;
  readonly #socket: Duplex | undefined;
  #bytesToClient = 0;
  #bytesFromClient = 0;
  #desktopIsFull = false;
  #isGathering = false;

  /**
   * @param rules what of the clipboard may pass, asked for each content of it
   * @param failed called when the desktop does not speak the protocol
   * @param socket the WebSocket's own; without it nothing is gathered
   */
  constructor(
    webSocket: WebSocket,
    desktop: Duplex,
    rules: () => ClipboardRules,
    failed: (error: unknown) => void,
    socket?: Duplex,
  ) {
    this.#webSocket = webSocket;
    this.#desktop = desktop;
    this.#socket = socket;
    this.fromDesktop = new ServerMessages(rules);
    this.fromClient = new ClientMessages(rules, this.fromDesktop);
    desktop.on('data', (data: Buffer) => {
      try {
        for (const piece of this.fromDesktop.push(data)) this.toClient(piece);
      } catch (error) {
        desktop.pause();
        failed(error);
      }
    });
    desktop.on('drain', () => this.#drained());
  }

  get traffic(): Traffic {
    return { bytesToClient: this.#bytesToClient, bytesFromClient: this.#bytesFromClient };
  }

  /** Whether the desktop takes nothing at the moment, so that the client is not read either. */
  get desktopIsFull(): boolean {
    return this.#desktopIsFull;
  }

  /**
   * Sends whole messages that are not the desktop's; only while {@link fromDesktop} is between two, or before the
   * first.
   */
  toClient(data: Buffer): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    this.#bytesToClient += data.length;
    this.#gather();
    this.#webSocket.send(data, { binary: true }, () => this.#sent());
    if (this.#webSocket.bufferedAmount > HIGH_WATER_BYTES) this.#desktop.pause();
  }

  /**
   * Takes the client's next bytes.
   * @throws ViewerProtocolError
   */
  toDesktop(data: Buffer): void {
    this.#bytesFromClient += data.length;
    for (const piece of this.fromClient.push(data)) this.#write(piece);
  }

  #write(data: Buffer): void {
    if (!this.#desktop.writable || this.#desktop.write(data)) return;
    this.#desktopIsFull = true;
    this.#webSocket.pause();
  }

  /** What is sent until all that has come is read is written at once. */
  #gather(): void {
    const socket = this.#socket;
    if (!socket || this.#isGathering) return;
    this.#isGathering = true;
    socket.cork();
    setImmediate(() => {
      this.#isGathering = false;
      socket.uncork();
    });
  }

  #sent(): void {
    if (this.#desktop.isPaused() && this.#webSocket.bufferedAmount < LOW_WATER_BYTES) this.#desktop.resume();
  }

  #drained(): void {
    this.#desktopIsFull = false;
    this.#webSocket.resume();
  }
}
