import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Traffic } from '../access/index.ts';

/** With more than this waiting for the client, nothing more is read from the desktop. */
export const HIGH_WATER_BYTES = 256 * 1024;
/** Reading goes on below this. */
const LOW_WATER_BYTES = HIGH_WATER_BYTES / 4;

/**
 * Carries bytes between a WebSocket and a desktop, each side no faster than the other takes them. What arrives is
 * passed on at once: gathering small pieces was measured to cost time on both ends and to save nothing.
 */
export class Relay {
  readonly traffic: Traffic = { bytesToClient: 0, bytesFromClient: 0 };
  readonly #webSocket: WebSocket;
  readonly #desktop: Duplex;
  #desktopIsFull = false;

  constructor(webSocket: WebSocket, desktop: Duplex) {
    this.#webSocket = webSocket;
    this.#desktop = desktop;
    desktop.on('data', (data: Buffer) => this.toClient(data));
    desktop.on('drain', () => this.#drained());
  }

  /** Whether the desktop takes nothing at the moment, so that the client is not read either. */
  get desktopIsFull(): boolean {
    return this.#desktopIsFull;
  }

  toClient(data: Buffer): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    this.traffic.bytesToClient += data.length;
    this.#webSocket.send(data, { binary: true }, () => this.#sent());
    if (this.#webSocket.bufferedAmount > HIGH_WATER_BYTES) this.#desktop.pause();
  }

  toDesktop(data: Buffer): void {
    if (data.length === 0 || !this.#desktop.writable) return;
    this.traffic.bytesFromClient += data.length;
    if (this.#desktop.write(data)) return;
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
