import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Traffic } from '../access/index.ts';
import { ClientMessages } from './rfb/clientMessages.ts';
import type { ClipboardRules } from './rfb/cutText.ts';
import { ServerMessages } from './rfb/serverMessages.ts';

/** With more than this waiting for the client, nothing more is read from the desktop. */
export const HIGH_WATER_BYTES = 256 * 1024;
/** Reading goes on below this. */
const LOW_WATER_BYTES = HIGH_WATER_BYTES / 4;

/**
 * Carries RFB between a WebSocket and a desktop, each side no faster than the other takes it. It knows where messages
 * begin and end, and leaves out what the rules do not let pass; all else is passed on at once, in the buffers that it
 * came in: gathering small pieces was measured to cost time on both ends and to save nothing.
 */
export class Relay {
  /** The desktop's messages, from its ServerInit on; between them others can be inserted. */
  readonly fromDesktop: ServerMessages;
  /** The client's, from the end of the handshake on. */
  readonly fromClient: ClientMessages;
  readonly #webSocket: WebSocket;
  readonly #desktop: Duplex;
  #bytesToClient = 0;
  #bytesFromClient = 0;
  #desktopIsFull = false;

  /**
   * @param rules what of the clipboard may pass, asked for each content of it
   * @param failed called when the desktop does not speak the protocol
   */
  constructor(
    webSocket: WebSocket,
    desktop: Duplex,
    rules: () => ClipboardRules,
    failed: (error: unknown) => void,
  ) {
    this.#webSocket = webSocket;
    this.#desktop = desktop;
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

  #sent(): void {
    if (this.#desktop.isPaused() && this.#webSocket.bufferedAmount < LOW_WATER_BYTES) this.#desktop.resume();
  }

  #drained(): void {
    this.#desktopIsFull = false;
    this.#webSocket.resume();
  }
}
