/**
 * The adaptive video stream in the page. How to use it:
 *
 * 1. `const tap = new PixelTap(webSocket)` before noVNC gets the stream's WebSocket.
 * 2. When noVNC is connected and `await videoIsAvailable()`: `const channel = await openChannel(url, token, { channel:
 *    'video' })`, and `const video = openVideo(channel, canvas, { onStarted, onEnded })` with noVNC's own canvas
 *    (`target.querySelector('canvas')`). Where one of them fails there is the pixel-exact stream, which runs already.
 * 3. In `onStarted`, when the whole screen has been drawn once: `tap.setOpen(false)`, so that the display sends no
 *    more pixels.
 * 4. In `onEnded`, for whatever reason, and to switch back: `tap.setOpen(true)`. The display then sends all that
 *    changed meanwhile, and the pixel-exact stream goes on.
 *
 * Keyboard, mouse, cursor, clipboard and size stay noVNC's. It draws into noVNC's canvas, so that there is nothing to
 * lay over it; a picture of the desktop is taken from that canvas (`canvas.toDataURL()`): noVNC's own knows nothing of
 * the video.
 */
import type { Channel } from './channel.ts';
import { inflatePixels } from './pixels.ts';
import {
  limitMessage,
  pauseMessage,
  type Rectangle,
  readVideoMessage,
  refreshMessage,
  seenMessage,
  type VideoMessage,
} from './videoMessages.ts';
import { VideoPictures } from './videoPictures.ts';

export interface VideoEvents {
  /** The whole screen has been drawn once. */
  onStarted?(): void;
  /** The stream is over, by `close` too. Called once. */
  onEnded?(): void;
  /** These parts of the canvas are new. */
  onDrawn?(rectangles: readonly Rectangle[]): void;
}

export interface VideoStatistics {
  bytes: number;
  /** Messages drawn, by their kind. */
  videoFrames: number;
  losslessUpdates: number;
}

export interface Video {
  readonly statistics: Readonly<VideoStatistics>;
  /** No more than this from now on; 0 for no limit. */
  setLimit(kilobitsPerSecond: number): void;
  close(): void;
}

/** Constrained Baseline, level 4.0: what the desktop sends is of this kind. */
const TYPICAL_CODEC = 'avc1.42c028';

/** Whether this browser can show the video stream; where not, there is the pixel-exact one. */
export async function videoIsAvailable(): Promise<boolean> {
  if (typeof VideoDecoder === 'undefined' || typeof DecompressionStream === 'undefined') return false;
  try {
    return (await VideoDecoder.isConfigSupported({ codec: TYPICAL_CODEC })).supported === true;
  } catch {
    return false;
  }
}

/** Draws the video stream of an open side channel into noVNC's canvas. */
export function openVideo(channel: Channel, canvas: HTMLCanvasElement, events: VideoEvents = {}): Video {
  return new Player(channel, canvas, events);
}

/** Drawn in the order of the messages, however long each takes to decode. */
type Drawing = { draw(): void; rectangles: readonly Rectangle[] } | undefined;

class Player implements Video {
  readonly statistics: VideoStatistics = { bytes: 0, videoFrames: 0, losslessUpdates: 0 };
  readonly #channel: Channel;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #events: VideoEvents;
  readonly #pictures = new VideoPictures();
  readonly #over = new AbortController();
  readonly #resized: MutationObserver;
  #order: Promise<void> = Promise.resolve();
  /** Where the messages go that are not drawn yet, or not all before them. */
  readonly #waiting: (readonly Rectangle[])[] = [];
  #screen = { width: 0, height: 0 };
  #isStarted = false;
  #refreshIsAsked = false;

  constructor(channel: Channel, canvas: HTMLCanvasElement, events: VideoEvents) {
    const context = canvas.getContext('2d');
    if (!context) throw new TypeError('The canvas has no 2D context.');
    this.#channel = channel;
    this.#canvas = canvas;
    this.#context = context;
    this.#events = events;
    document.addEventListener('visibilitychange', () => this.#tellWhetherSeen(), this.#over);
    // Another size of the canvas has cleared it, and noVNC draws what it last knew.
    this.#resized = new MutationObserver(() => this.#refresh());
    this.#resized.observe(canvas, { attributes: true, attributeFilter: ['width', 'height'] });
    if (document.hidden) this.#tellWhetherSeen();
    // What is no video stream ends it.
    void this.#receive()
      .catch(() => undefined)
      .finally(() => this.close());
  }

  setLimit(kilobitsPerSecond: number): void {
    this.#send(limitMessage(kilobitsPerSecond));
  }

  close(): void {
    this.#channel.close();
    this.#end();
  }

  #end(): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#resized.disconnect();
    this.#pictures.close();
    this.#events.onEnded?.();
  }

  async #receive(): Promise<void> {
    for (let bytes = await this.#channel.next(); bytes; bytes = await this.#channel.next()) {
      this.statistics.bytes += bytes.length;
      this.#take(readVideoMessage(bytes));
    }
  }

  #take(message: VideoMessage): void {
    if (message.kind === 'size') {
      this.#screen = { width: message.width, height: message.height };
      this.#isStarted = false;
      return;
    }
    // It is decoded at once, and drawn when all before it has been that goes to the same place.
    const { sequence, rectangles } = message;
    const arrivedAt = performance.now();
    const drawing = this.#prepare(message).catch(() => this.#lost());
    const isFree = !this.#waiting.some((other) => overlap(other, rectangles));
    const drawn = isFree ? drawing.then((ready) => this.#draw(ready)) : undefined;
    this.#waiting.push(rectangles);
    this.#order = this.#order.then(async () => {
      if (drawn) await drawn;
      else this.#draw(await drawing);
      this.#waiting.shift();
      this.#send(seenMessage(sequence, performance.now() - arrivedAt));
    });
  }

  async #prepare(message: Exclude<VideoMessage, { kind: 'size' }>): Promise<Drawing> {
    const { rectangles } = message;
    if (message.kind === 'lossless') {
      const images = await inflatePixels(message.data, rectangles);
      this.statistics.losslessUpdates += 1;
      return {
        rectangles,
        draw: () => {
          for (const { image, x, y } of images) this.#context.putImageData(image, x, y);
        },
      };
    }
    const frame = await this.#pictures.decode(message.data, message.isKey);
    if (!frame) return undefined;
    this.statistics.videoFrames += 1;
    this.#refreshIsAsked &&= !message.isKey;
    return {
      rectangles,
      draw: () => {
        drawParts(this.#context, frame, rectangles);
        frame.close();
      },
    };
  }

  #draw(drawing: Drawing): void {
    drawing?.draw();
    if (!drawing || this.#over.signal.aborted) return;
    this.#events.onDrawn?.(drawing.rectangles);
    if (!this.#isStarted && this.#fits()) {
      // The first message after a size is the whole screen.
      this.#isStarted = true;
      this.#events.onStarted?.();
    }
  }

  #fits(): boolean {
    return this.#canvas.width === this.#screen.width && this.#canvas.height === this.#screen.height;
  }

  /** The decoder lost its way: it goes on with the next key frame. */
  #lost(): undefined {
    this.#refresh();
    return undefined;
  }

  #refresh(): void {
    if (this.#refreshIsAsked || this.#over.signal.aborted) return;
    this.#refreshIsAsked = true;
    this.#send(refreshMessage());
  }

  #tellWhetherSeen(): void {
    this.#send(pauseMessage(document.hidden));
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    this.#channel.send(message);
  }
}

/** Draws some rectangles of a picture of the whole screen: with a clip, so that the picture is converted once. */
function drawParts(
  context: CanvasRenderingContext2D,
  frame: VideoFrame,
  rectangles: readonly Rectangle[],
): void {
  context.save();
  context.beginPath();
  for (const { x, y, width, height } of rectangles) context.rect(x, y, width, height);
  context.clip();
  context.drawImage(frame, 0, 0);
  context.restore();
}

function overlap(some: readonly Rectangle[], others: readonly Rectangle[]): boolean {
  return some.some((a) =>
    others.some(
      (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
    ),
  );
}
