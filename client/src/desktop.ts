import RFB from '@novnc/novnc';
import type { Allowance, ReadyMessage, StreamEnd } from '../../server/src/streaming/model/messages.ts';
import { PixelTap } from './channels/pixelGate.ts';
import { SharedClipboard } from './clipboard.ts';
import { keysymsOf } from './keysyms.ts';
import { AdaptiveQuality, levelsFor, type QualityChoice } from './quality.ts';
import { SideChannels } from './sideChannels.ts';
import { StreamEndedError, streamEndOf } from './stream.ts';
import { TextInput } from './textInput.ts';
import { watchStream } from './watchStream.ts';

export interface DesktopOptions {
  /** The element to fill; it has its size on the page. */
  target: HTMLElement;
  webSocket: WebSocket;
  ready: ReadyMessage;
  quality: QualityChoice;
  /** Called when the stream ends, while the last picture is still there. */
  onCut: (desktop: Desktop) => void;
}

/** The desktop's picture in the page, with mouse and keyboard: noVNC on a stream that is open. */
export class Desktop {
  /** Resolves when the desktop's screen is there. Rejects with a StreamEndedError when the stream ends before. */
  readonly connected: Promise<void>;
  /** Why the stream ended. */
  readonly ended: Promise<StreamEnd>;
  readonly clipboard: SharedClipboard;
  readonly channels: SideChannels;
  /** What the policy let this client do when the stream began. */
  readonly allows: Allowance;
  /** Of the stream, in milliseconds, once it was measured. */
  roundTripMs: number | undefined;
  readonly #rfb: RFB;
  readonly #target: HTMLElement;
  readonly #input: TextInput;
  readonly #adaptive = new AdaptiveQuality();
  readonly #over = new AbortController();
  #quality: QualityChoice;

  constructor({ target, webSocket, ready, quality, onCut }: DesktopOptions) {
    this.#target = target;
    this.allows = ready.allows;
    this.#quality = quality;
    this.ended = new Promise((resolve) => {
      const end = (reason: StreamEnd) => {
        this.#over.abort();
        onCut(this);
        resolve(reason);
      };
      // Before noVNC hears of it and clears the picture away.
      webSocket.addEventListener('close', ({ code }) => end(streamEndOf(code)), this.#over);
      // The WebSocket itself would notice only when its packets have been lost for long.
      const lost = () => {
        end('CLIENT_LOST');
        this.close();
      };
      addEventListener('offline', lost, this.#over);
      watchStream(webSocket, { onRoundTrip: (milliseconds) => this.#measured(milliseconds), onSilent: lost });
    });
    const tap = new PixelTap(webSocket);
    this.#rfb = new RFB(target, webSocket, { shared: true });
    // The desktop takes the window's size; until it has, the picture is fitted.
    this.#rfb.resizeSession = true;
    this.#rfb.scaleViewport = true;
    this.#rfb.focusOnClick = false;
    this.#rfb.background = 'transparent';
    this.#setLevels();
    this.clipboard = new SharedClipboard((text) => this.#rfb.clipboardPasteFrom(text));
    this.channels = new SideChannels(ready.channelToken, tap, () => this.#canvas);
    this.#input = this.#takeKeyboard();
    this.#shareClipboard();
    this.connected = new Promise((resolve, reject) => {
      this.#rfb.addEventListener('connect', () => resolve());
      void this.ended.then((end) => reject(new StreamEndedError(end)));
    });
  }

  get quality(): QualityChoice {
    return this.#quality;
  }

  set quality(choice: QualityChoice) {
    this.#quality = choice;
    this.#setLevels();
  }

  focus(): void {
    this.#input.focus();
  }

  sendCtrlAltDel(): void {
    this.#rfb.sendCtrlAltDel();
  }

  /** Presses keys together and lets them go in the opposite order. */
  pressKeys(keysyms: readonly number[]): void {
    for (const keysym of keysyms) this.#rfb.sendKey(keysym, '', true);
    for (const keysym of keysyms.toReversed()) this.#rfb.sendKey(keysym, '', false);
  }

  /** Types a text key by key, whatever the layout of the keyboard. */
  typeText(text: string): void {
    for (const keysym of keysymsOf(text)) this.pressKeys([keysym]);
  }

  /** What is on the screen, as the address of a picture. */
  picture(): string {
    return this.#canvas?.toDataURL('image/jpeg', 0.8) ?? '';
  }

  close(): void {
    this.channels.close();
    this.#rfb.disconnect();
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.#target.querySelector('canvas');
  }

  #measured(roundTripMs: number): void {
    this.roundTripMs = roundTripMs;
    this.#adaptive.take(roundTripMs, performance.now());
    this.#setLevels();
  }

  #setLevels(): void {
    const { quality, compression } = levelsFor(this.#quality, this.#adaptive.level);
    this.#rfb.qualityLevel = quality;
    this.#rfb.compressionLevel = compression;
  }

  #takeKeyboard(): TextInput {
    const input = new TextInput({
      key: (event) => this.#canvas?.dispatchEvent(new KeyboardEvent(event.type, copyOf(event))),
      text: (text) => this.typeText(text),
      paste: (text) => this.clipboard.toDesktop(text),
    });
    this.#target.append(input.element);
    this.#over.signal.addEventListener('abort', () => input.element.remove());
    const { signal } = this.#over;
    const down = (event: PointerEvent) => {
      void this.clipboard.settle();
      input.moveTo(event.clientX, event.clientY);
      // With a finger it would bring up a keyboard each time.
      if (event.pointerType !== 'touch') input.focus();
    };
    this.#target.addEventListener('pointerdown', down, { capture: true, signal });
    return input;
  }

  #shareClipboard(): void {
    this.#rfb.addEventListener('clipboard', ({ detail }) => void this.clipboard.fromDesktop(detail.text));
    this.#rfb.addEventListener('connect', () => void this.clipboard.look());
    addEventListener('focus', () => void this.clipboard.look(), this.#over);
  }
}

/** What noVNC looks at. */
function copyOf(event: KeyboardEvent): KeyboardEventInit {
  const { key, code, location, repeat, ctrlKey, shiftKey, altKey, metaKey } = event;
  const modifier = (name: string) => event.getModifierState(name);
  return {
    ...{ key, code, location, repeat, ctrlKey, shiftKey, altKey, metaKey },
    modifierNumLock: modifier('NumLock'),
    modifierCapsLock: modifier('CapsLock'),
    modifierAltGraph: modifier('AltGraph'),
  };
}
