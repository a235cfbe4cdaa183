import { type ClipboardRules, CutTextWalker } from './cutText.ts';
import { encodings } from './encodings.ts';
import { isTrueColour, PIXEL_BYTES, TIGHT_PIXEL_BYTES } from './pixelFormat.ts';

/** The desktop does not speak the protocol, or speaks more of it than was agreed on. */
export class DesktopProtocolError extends Error {
  override name = 'DesktopProtocolError';
}

/** Server to client messages: RFC 6143, section 7.6, and the community's specification (github.com/rfbproto). */
const types = {
  FRAMEBUFFER_UPDATE: 0,
  SET_COLOUR_MAP_ENTRIES: 1,
  BELL: 2,
  SERVER_CUT_TEXT: 3,
  END_OF_CONTINUOUS_UPDATES: 150,
  SERVER_FENCE: 248,
} as const;

const SERVER_INIT_BYTES = 24;
const RECTANGLE_BYTES = 12;
/** A count that says that a LastRect will come. */
const UNTIL_LAST_RECT = 0xffff;

/** Tight's compression control (RFC 6143 does not have it; the community's specification, "Tight Encoding"). */
const tight = { FILL: 8, JPEG: 9, PNG: 10, HAS_FILTER: 4 } as const;
const tightFilters = { COPY: 0, PALETTE: 1, GRADIENT: 2 } as const;
/** Less than this is not compressed. */
const TIGHT_COMPRESSED_FROM_BYTES = 12;

/**
 * The messages of a desktop, from its ServerInit on, whose rectangles are passed over by their lengths: no pixel is
 * looked at. Cut texts go on as the rules have it.
 */
export class ServerMessages extends CutTextWalker {
  /**
   * Called between any two messages, before the first of which the ServerInit is over. What it returns, if anything,
   * must be whole messages and goes to the client there. While the desktop is silent, {@link isBetween} says whether
   * whole messages may be sent to the client at once.
   */
  atBoundary: (() => Buffer | undefined) | undefined;
  #readsMoreButtons = false;
  #rectangles = 0;
  /** Of the rectangle at hand. */
  #width = 0;
  #height = 0;
  /** What is known so far of the length of Tight's data. */
  #compactLength = 0;

  constructor(rules: () => ClipboardRules) {
    super('desktop', rules);
    this.next(0, SERVER_INIT_BYTES, this.#onServerInit);
  }

  /**
   * @returns what goes on to the client
   * @throws DesktopProtocolError
   */
  override push(chunk: Buffer): readonly Buffer[] {
    return super.push(chunk);
  }

  /** Whether the desktop has said that it reads pointer events with more than eight buttons. */
  get readsMoreButtons(): boolean {
    return this.#readsMoreButtons;
  }

  protected override onMessage(bytes: Buffer, at: number): void {
    const type = bytes[at];
    switch (type) {
      case types.FRAMEBUFFER_UPDATE:
        this.next(0, 3, this.#onUpdate);
        break;
      case types.SERVER_FENCE:
        this.next(0, 8, this.#onFence);
        break;
      case types.SERVER_CUT_TEXT:
        this.cutText();
        break;
      case types.BELL:
      case types.END_OF_CONTINUOUS_UPDATES:
        this.end(0);
        break;
      case types.SET_COLOUR_MAP_ENTRIES:
        this.next(0, 5, this.#onColourMap);
        break;
      default:
        this.fail(`a message of the type ${type}`);
    }
  }

  protected override between(): Buffer | undefined {
    return this.atBoundary?.();
  }

  protected override fail(what: string): never {
    throw new DesktopProtocolError(`The desktop sent ${what}.`);
  }

  #onServerInit(bytes: Buffer, at: number): void {
    if (!isTrueColour(bytes, at + 4)) this.fail('a pixel format that is not spoken here');
    this.end(bytes.readUInt32BE(at + 20));
  }

  #onFence(bytes: Buffer, at: number): void {
    this.end(bytes.readUInt8(at + 7));
  }

  #onColourMap(bytes: Buffer, at: number): void {
    this.end(6 * bytes.readUInt16BE(at + 3));
  }

  #onUpdate(bytes: Buffer, at: number): void {
    const count = bytes.readUInt16BE(at + 1);
    this.#rectangles = count === UNTIL_LAST_RECT ? Number.POSITIVE_INFINITY : count;
    this.#rectangle(0);
  }

  /** The next rectangle, or the next message, follows `skip` bytes from here. */
  #rectangle(skip: number): void {
    if (this.#rectangles === 0) {
      this.end(skip);
      return;
    }
    this.#rectangles -= 1;
    this.next(skip, RECTANGLE_BYTES, this.#onRectangle);
  }

  #onRectangle(bytes: Buffer, at: number): void {
    const width = bytes.readUInt16BE(at + 4);
    const height = bytes.readUInt16BE(at + 6);
    const encoding = bytes.readInt32BE(at + 8);
    this.#width = width;
    this.#height = height;
    switch (encoding) {
      case encodings.TIGHT:
      case encodings.TIGHT_PNG:
        this.next(0, 1, this.#onTight);
        break;
      case encodings.COPY_RECT:
        this.#rectangle(4);
        break;
      case encodings.RAW:
        this.#rectangle(width * height * PIXEL_BYTES);
        break;
      case encodings.ZRLE:
      case encodings.ZLIB:
        this.next(0, 4, this.#onLength);
        break;
      case encodings.H264:
        this.next(0, 8, this.#onLength);
        break;
      case encodings.RRE:
        this.next(0, 4, this.#onSubrectangles);
        break;
      default:
        this.#onPseudoRectangle(encoding);
    }
  }

  #onPseudoRectangle(encoding: number): void {
    switch (encoding) {
      case encodings.LAST_RECT:
        this.#rectangles = 0;
        this.#rectangle(0);
        break;
      case encodings.EXTENDED_MOUSE_BUTTONS:
        this.#readsMoreButtons = true;
        this.#rectangle(0);
        break;
      case encodings.DESKTOP_SIZE:
      case encodings.QEMU_EXTENDED_KEY_EVENT:
      case encodings.VMWARE_CURSOR_POSITION:
        this.#rectangle(0);
        break;
      case encodings.QEMU_LED_STATE:
        this.#rectangle(1);
        break;
      case encodings.VMWARE_LED_STATE:
        this.#rectangle(4);
        break;
      case encodings.EXTENDED_DESKTOP_SIZE:
        this.next(0, 4, this.#onScreens);
        break;
      case encodings.DESKTOP_NAME:
        this.next(0, 4, this.#onLength);
        break;
      case encodings.VMWARE_CURSOR:
        this.next(0, 2, this.#onVmwareCursor);
        break;
      default:
        this.#onCursor(encoding);
    }
  }

  #onCursor(encoding: number): void {
    const pixels = this.#width * this.#height;
    const maskBytes = Math.ceil(this.#width / 8) * this.#height;
    switch (encoding) {
      case encodings.CURSOR:
        this.#rectangle(pixels * PIXEL_BYTES + maskBytes);
        break;
      case encodings.X_CURSOR:
        this.#rectangle(pixels === 0 ? 0 : 6 + 2 * maskBytes);
        break;
      case encodings.CURSOR_WITH_ALPHA:
        this.next(0, 4, this.#onCursorEncoding);
        break;
      default:
        this.fail(`a rectangle of the encoding ${encoding}`);
    }
  }

  #onCursorEncoding(bytes: Buffer, at: number): void {
    const encoding = bytes.readInt32BE(at);
    if (encoding !== encodings.RAW) this.fail(`a cursor of the encoding ${encoding}`);
    this.#rectangle(this.#width * this.#height * PIXEL_BYTES);
  }

  #onVmwareCursor(bytes: Buffer, at: number): void {
    const isClassic = bytes[at] === 0; // an AND mask and a XOR mask
    this.#rectangle(this.#width * this.#height * PIXEL_BYTES * (isClassic ? 2 : 1));
  }

  #onLength(bytes: Buffer, at: number): void {
    this.#rectangle(bytes.readUInt32BE(at));
  }

  #onSubrectangles(bytes: Buffer, at: number): void {
    this.#rectangle(PIXEL_BYTES + bytes.readUInt32BE(at) * (PIXEL_BYTES + 8));
  }

  #onScreens(bytes: Buffer, at: number): void {
    this.#rectangle(16 * bytes.readUInt8(at));
  }

  #onTight(bytes: Buffer, at: number): void {
    const control = bytes.readUInt8(at) >> 4;
    if (control === tight.FILL) {
      this.#rectangle(TIGHT_PIXEL_BYTES);
    } else if (control === tight.JPEG || control === tight.PNG) {
      this.next(0, 1, this.#onCompactLength);
    } else if (control > tight.PNG) {
      this.fail(`a Tight rectangle with the control ${control}`);
    } else if ((control & tight.HAS_FILTER) !== 0) {
      this.next(0, 1, this.#onTightFilter);
    } else {
      this.#tightData(0, this.#width * this.#height * TIGHT_PIXEL_BYTES);
    }
  }

  #onTightFilter(bytes: Buffer, at: number): void {
    const filter = bytes[at];
    if (filter === tightFilters.PALETTE) {
      this.next(0, 1, this.#onTightPalette);
    } else if (filter === tightFilters.COPY || filter === tightFilters.GRADIENT) {
      this.#tightData(0, this.#width * this.#height * TIGHT_PIXEL_BYTES);
    } else {
      this.fail(`a Tight rectangle with the filter ${filter}`);
    }
  }

  #onTightPalette(bytes: Buffer, at: number): void {
    const colours = bytes.readUInt8(at) + 1;
    const rowBytes = colours <= 2 ? Math.ceil(this.#width / 8) : this.#width;
    this.#tightData(colours * TIGHT_PIXEL_BYTES, rowBytes * this.#height);
  }

  /** Data of so many bytes before compression, after `skip` bytes of something else. */
  #tightData(skip: number, bytes: number): void {
    if (bytes < TIGHT_COMPRESSED_FROM_BYTES) this.#rectangle(skip + bytes);
    else this.next(skip, 1, this.#onCompactLength);
  }

  #onCompactLength(bytes: Buffer, at: number): void {
    const byte = bytes.readUInt8(at);
    this.#compactLength = byte & 0x7f;
    if (byte < 0x80) this.#rectangle(this.#compactLength);
    else this.next(0, 1, this.#onCompactLength2);
  }

  #onCompactLength2(bytes: Buffer, at: number): void {
    const byte = bytes.readUInt8(at);
    this.#compactLength |= (byte & 0x7f) << 7;
    if (byte < 0x80) this.#rectangle(this.#compactLength);
    else this.next(0, 1, this.#onCompactLength3);
  }

  #onCompactLength3(bytes: Buffer, at: number): void {
    this.#rectangle(this.#compactLength | (bytes.readUInt8(at) << 14));
  }
}
