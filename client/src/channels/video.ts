/**
 * The adaptive video stream in the page. How to use it:
 *
 * 1. `const tap = new PixelTap(webSocket)` before noVNC gets the stream's WebSocket.
 * 2. When noVNC is connected and `await videoIsAvailable()`: open the side channel `video`, and once it has said
 *    `ready`, `const video = openVideo(channelSocket, canvas, { onStarted, onEnded })` with noVNC's own canvas
 *    (`target.querySelector('canvas')`).
 * 3. In `onStarted`, when the whole screen has been drawn once: `tap.setOpen(false)`, so that the display sends no
 *    more pixels.
 * 4. In `onEnded`, for whatever reason, and to switch back: `tap.setOpen(true)`. The display then sends all that
 *    changed meanwhile, and the pixel-exact stream goes on.
 *
 * Keyboard, mouse, cursor, clipboard and size stay noVNC's. It draws into noVNC's canvas, so that there is nothing to
 * lay over it; a picture of the desktop is taken from that canvas (`canvas.toDataURL()`): noVNC's own knows nothing of
 * the video.
 */
import { inflatePixels } from './pixels.ts';
import {
  limitMessage,
  pauseMessage,
  type Rectangle,
  refreshMessage,
  seenMessage,
  type VideoMessage,
  VideoMessages,
} from './videoMessages.ts';
import { VideoPictures } from './videoPictures.ts';

/** What a WebSocket has, once it is open. */
export type VideoSocket = Pick<
  WebSocket,
  'send' | 'close' | 'binaryType' | 'readyState' | 'addEventListener' | 'removeEventListener'
>;

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

const OPEN = 1;
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
export function openVideo(socket: VideoSocket, canvas: HTMLCanvasElement, events: VideoEvents = {}): Video {
  return new Player(socket, canvas, events);
}

/** Drawn in the order of the messages, however long each takes to decode. */
type Drawing = { draw(): void; rectangles: readonly Rectangle[] } | undefined;

class Player implements Video {
  readonly statistics: VideoStatistics = { bytes: 0, videoFrames: 0, losslessUpdates: 0 };
  readonly #socket: VideoSocket;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #events: VideoEvents;
  readonly #messages = new VideoMessages();
  readonly #pictures = new VideoPictures();
  readonly #over = new AbortController();
  readonly #resized: MutationObserver;
  #order: Promise<void> = Promise.resolve();
  #screen = { width: 0, height: 0 };
  #isStarted = false;
  #refreshIsAsked = false;

  constructor(socket: VideoSocket, canvas: HTMLCanvasElement, events: VideoEvents) {
    const context = canvas.getContext('2d');
    if (!context) throw new TypeError('The canvas has no 2D context.');
    this.#socket = socket;
    this.#canvas = canvas;
    this.#context = context;
    this.#events = events;
    socket.binaryType = 'arraybuffer';
    const { signal } = this.#over;
    socket.addEventListener('message', ({ data }: MessageEvent) => this.#receive(data), { signal });
    socket.addEventListener('close', () => this.#end(), { signal });
    document.addEventListener('visibilitychange', () => this.#tellWhetherSeen(), { signal });
    // Another size of the canvas has cleared it, and noVNC draws what it last knew.
    this.#resized = new MutationObserver(() => this.#refresh());
    this.#resized.observe(canvas, { attributes: true, attributeFilter: ['width', 'height'] });
    if (document.hidden) this.#tellWhetherSeen();
  }

  setLimit(kilobitsPerSecond: number): void {
    this.#send(limitMessage(kilobitsPerSecond));
  }

  close(): void {
    this.#socket.close();
    this.#end();
  }

  #end(): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#resized.disconnect();
    this.#pictures.close();
    this.#events.onEnded?.();
  }

  #receive(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) return;
    this.statistics.bytes += data.byteLength;
    try {
      for (const message of this.#messages.push(new Uint8Array(data))) this.#take(message);
    } catch {
      this.close(); // what came is no video stream
    }
  }

  #take(message: VideoMessage): void {
    if (message.kind === 'size') {
      this.#screen = { width: message.width, height: message.height };
      this.#isStarted = false;
      return;
    }
    // It is decoded at once, and drawn when all before it has been.
    const drawing = this.#prepare(message).catch(() => this.#lost());
    this.#order = this.#order.then(async () => this.#draw(await drawing, message.sequence));
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

  #draw(drawing: Drawing, sequence: number): void {
    drawing?.draw();
    if (this.#over.signal.aborted) return;
    this.#send(seenMessage(sequence));
    if (!drawing) return;
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
    if (this.#socket.readyState === OPEN) this.#socket.send(message);
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
