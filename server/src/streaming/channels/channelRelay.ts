import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { ChannelEnd } from '../model/channels.ts';
import { HIGH_WATER_BYTES, LOW_WATER_BYTES } from '../watermarks.ts';

export interface ChannelLimits {
  toClientBytesMax: number;
  toDesktopBytesMax: number;
}

/** Bytes, added up as they pass. */
export interface Carried {
  bytesToClient: number;
  bytesFromClient: number;
}

/**
 * Carries the bytes of a channel, each side no faster than the other takes them, and no more of them than the channel
 * may. What it carries it does not look at.
 * @param end called once or more often; the first reason counts
 */
export function relayChannel(
  webSocket: WebSocket,
  desktop: Duplex,
  limits: ChannelLimits,
  carried: Carried,
  end: (reason: ChannelEnd) => void,
): void {
  let toClientLeft = limits.toClientBytesMax;
  let toDesktopLeft = limits.toDesktopBytesMax;

  const sent = () => {
    if (desktop.isPaused() && webSocket.bufferedAmount < LOW_WATER_BYTES) desktop.resume();
  };
  desktop.on('data', (data: Buffer) => {
    toClientLeft -= data.length;
    if (toClientLeft < 0) return end('NOT_ALLOWED');
    if (webSocket.readyState !== webSocket.OPEN) return;
    carried.bytesToClient += data.length;
    webSocket.send(data, { binary: true }, sent);
    if (webSocket.bufferedAmount > HIGH_WATER_BYTES) desktop.pause();
  });
  desktop.on('drain', () => webSocket.resume());
  desktop.on('end', () => end('DONE'));
  desktop.on('close', () => end('DONE'));

  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    if (!isBinary || !Buffer.isBuffer(data)) return end('PROTOCOL_ERROR');
    toDesktopLeft -= data.length;
    if (toDesktopLeft < 0) return end('NOT_ALLOWED');
    carried.bytesFromClient += data.length;
    if (desktop.writable && !desktop.write(data)) webSocket.pause();
  });
}
