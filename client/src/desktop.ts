import RFB from '@novnc/novnc';
import type { StreamEnd } from '../../server/src/streaming/model/messages.ts';
import { StreamEndedError, streamEndOf } from './stream.ts';

const QUALITY_LEVEL = 6;
const COMPRESSION_LEVEL = 2;

/** The desktop's picture in the page, with mouse and keyboard: noVNC on a stream that is open. */
export class Desktop {
  /** Resolves when the desktop's screen is there. Rejects with a StreamEndedError when the stream ends before. */
  readonly connected: Promise<void>;
  /** Why the stream ended. */
  readonly ended: Promise<StreamEnd>;
  readonly #rfb: RFB;

  /**
   * @param target the element to fill; it has its size on the page
   * @param onCut called when the stream ends, while the last picture is still there
   */
  constructor(target: HTMLElement, webSocket: WebSocket, onCut: (desktop: Desktop) => void) {
    this.ended = new Promise((resolve) => {
      const over = new AbortController();
      const end = (reason: StreamEnd) => {
        over.abort();
        onCut(this);
        resolve(reason);
      };
      // Before noVNC hears of it and clears the picture away.
      webSocket.addEventListener('close', ({ code }) => end(streamEndOf(code)), over);
      // The WebSocket itself would notice only when its packets have been lost for long.
      const lost = () => {
        end('CLIENT_LOST');
        this.close();
      };
      addEventListener('offline', lost, over);
    });
    this.#rfb = new RFB(target, webSocket, { shared: true });
    // The desktop takes the window's size; until it has, the picture is fitted.
    this.#rfb.resizeSession = true;
    this.#rfb.scaleViewport = true;
    this.#rfb.qualityLevel = QUALITY_LEVEL;
    this.#rfb.compressionLevel = COMPRESSION_LEVEL;
    this.#rfb.background = 'transparent';
    this.connected = new Promise((resolve, reject) => {
      this.#rfb.addEventListener('connect', () => resolve());
      void this.ended.then((end) => reject(new StreamEndedError(end)));
    });
  }

  focus(): void {
    this.#rfb.focus({ preventScroll: true });
  }

  sendCtrlAltDel(): void {
    this.#rfb.sendCtrlAltDel();
  }

  /** What is on the screen, as the address of a picture. */
  picture(): string {
    return this.#rfb.toDataURL('image/jpeg', 0.8);
  }

  close(): void {
    this.#rfb.disconnect();
  }
}
