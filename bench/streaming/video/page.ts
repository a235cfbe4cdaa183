/** The page that a browser runs: noVNC, with the video stream or without, and what it takes to measure both alike. */
import RFB from '@novnc/novnc';
import { openChannel } from '../../../client/src/channels/channel.ts';
import { PixelTap } from '../../../client/src/channels/pixelGate.ts';
import { openVideo, type Video, videoIsAvailable } from '../../../client/src/channels/video.ts';
import type { Bench } from './pageApi.ts';

const KEY = 0x61;
const GREEN = [0, 0xc0, 0] as const;
const TOLERANCE = 40;
const LATE_MS = 3000;

let rfb: RFB | undefined;
let video: Video | undefined;
let tap: PixelTap | undefined;
let canvas: HTMLCanvasElement | undefined;
let drawn: (() => void) | undefined;
let draws = 0;

const bench: Bench = {
  draws: () => draws,

  async connect(qualityLevel: number): Promise<void> {
    const webSocket = new WebSocket(`ws://${location.host}/rfb`);
    tap = new PixelTap(webSocket);
    rfb = new RFB(document.body, webSocket, { shared: true });
    rfb.qualityLevel = qualityLevel;
    rfb.compressionLevel = 2;
    const connection = rfb;
    await new Promise((resolve) => connection.addEventListener('connect', resolve));
    canvas = document.querySelector('canvas') ?? undefined;
    if (canvas) watch(canvas);
  },

  async startVideo(): Promise<void> {
    if (!(await videoIsAvailable()) || !canvas) throw new Error('There is no video here.');
    const channel = await openChannel(new URL(`ws://${location.host}/channel`), '', { channel: 'video' });
    const target = canvas;
    await new Promise<void>((resolve) => {
      video = openVideo(channel, target, {
        onStarted: () => {
          tap?.setOpen(false);
          resolve();
        },
        onEnded: () => tap?.setOpen(true),
      });
    });
  },

  stopVideo(): void {
    video?.close();
  },

  disconnect(): void {
    video?.close();
    rfb?.disconnect();
  },

  async press(x: number, y: number): Promise<number> {
    const before = isGreen(x, y);
    const startedAt = performance.now();
    const { promise, resolve } = Promise.withResolvers<number>();
    drawn = () => {
      if (isGreen(x, y) !== before) resolve(performance.now() - startedAt);
    };
    const timer = setTimeout(() => resolve(Number.NaN), LATE_MS);
    rfb?.sendKey(KEY, 'KeyA');
    const latency = await promise;
    clearTimeout(timer);
    drawn = undefined;
    return latency;
  },
};

function isGreen(x: number, y: number): boolean {
  const pixel = canvas?.getContext('2d')?.getImageData(x, y, 1, 1).data;
  return GREEN.every((value, index) => Math.abs((pixel?.[index] ?? 0) - value) < TOLERANCE);
}

/** Looks whenever something is drawn on what the user sees, by noVNC or by the video. */
function watch(element: HTMLCanvasElement): void {
  const context = element.getContext('2d');
  if (!context) return;
  for (const name of ['drawImage', 'putImageData'] as const) {
    const original = context[name].bind(context) as (...values: unknown[]) => void;
    Object.defineProperty(context, name, {
      value: (...values: unknown[]) => {
        original(...values);
        draws += 1;
        drawn?.();
      },
    });
  }
}

Object.assign(globalThis, { bench });
