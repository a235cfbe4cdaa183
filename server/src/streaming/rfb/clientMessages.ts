import { type ClipboardRules, CutTextWalker } from './cutText.ts';
import { encodings, mayBeOffered } from './encodings.ts';
import { isTrueColour } from './pixelFormat.ts';
import { ViewerProtocolError } from './viewer.ts';

/** Client to server messages: RFC 6143, section 7.5, and the community's specification (github.com/rfbproto). */
const types = {
  SET_PIXEL_FORMAT: 0,
  SET_ENCODINGS: 2,
  FRAMEBUFFER_UPDATE_REQUEST: 3,
  KEY_EVENT: 4,
  POINTER_EVENT: 5,
  CLIENT_CUT_TEXT: 6,
  ENABLE_CONTINUOUS_UPDATES: 150,
  CLIENT_FENCE: 248,
  SET_DESKTOP_SIZE: 251,
  QEMU: 255,
} as const;
const QEMU_EXTENDED_KEY_EVENT = 0;

/** noVNC offers 24, TigerVNC's viewer 30. */
const ENCODINGS_MAX = 256;
const FENCE_BYTES_MAX = 64;
/** A bit of a PointerEvent that says, between sides that agreed on it, that a byte with more buttons follows. */
const MORE_BUTTONS = 0x80;

/** What the gateway has to know of the other direction. */
export interface DesktopAbilities {
  /** Whether the desktop has said that it reads the longer pointer events. */
  readonly readsMoreButtons: boolean;
}

/**
 * The messages of a client, from its ClientInit on: passes those on that the protocol knows, with the encodings that
 * the gateway can follow alone, and cut texts as the rules have it. The desktop must see the same boundaries between
 * messages as the gateway does; whatever leaves that open is refused.
 */
export class ClientMessages extends CutTextWalker {
  readonly #desktop: DesktopAbilities;
  #offersMoreButtons = false;
  #hasInput = false;

  constructor(rules: () => ClipboardRules, desktop: DesktopAbilities) {
    super('client', rules);
    this.#desktop = desktop;
  }

  /**
   * @returns what goes on to the desktop
   * @throws ViewerProtocolError
   */
  override push(chunk: Buffer): readonly Buffer[] {
    return super.push(chunk);
  }

  /** Whether the user has used keyboard or pointer since this was asked last. */
  takeInput(): boolean {
    const had = this.#hasInput;
    this.#hasInput = false;
    return had;
  }

  protected override onMessage(bytes: Buffer, at: number): void {
    const type = bytes[at];
    switch (type) {
      case types.FRAMEBUFFER_UPDATE_REQUEST:
      case types.ENABLE_CONTINUOUS_UPDATES:
        this.end(9);
        break;
      case types.POINTER_EVENT:
        this.next(0, 5, this.#onPointer);
        break;
      case types.KEY_EVENT:
        this.#hasInput = true;
        this.end(7);
        break;
      case types.QEMU:
        this.next(0, 1, this.#onQemu);
        break;
      case types.CLIENT_FENCE:
        this.next(0, 8, this.#onFence);
        break;
      case types.CLIENT_CUT_TEXT:
        this.cutText();
        break;
      case types.SET_ENCODINGS:
        this.hold();
        this.next(0, 3, this.#onEncodingsCount);
        break;
      case types.SET_PIXEL_FORMAT:
        this.next(3, 16, this.#onPixelFormat);
        break;
      case types.SET_DESKTOP_SIZE:
        this.next(0, 7, this.#onDesktopSize);
        break;
      default:
        this.fail(`a message of the type ${type}`);
    }
  }

  protected override fail(what: string): never {
    throw new ViewerProtocolError(`The client sent ${what}.`);
  }

  #onPointer(bytes: Buffer, at: number): void {
    this.#hasInput = true;
    const hasMore = (bytes.readUInt8(at) & MORE_BUTTONS) !== 0 && this.#offersMoreButtons;
    // One desktop may read the longer message as soon as the client knows of it, another one never.
    if (hasMore && !this.#desktop.readsMoreButtons) this.fail('a long pointer event too early');
    this.end(hasMore ? 1 : 0);
  }

  #onQemu(bytes: Buffer, at: number): void {
    if (bytes[at] !== QEMU_EXTENDED_KEY_EVENT) this.fail(`a QEMU message of the type ${bytes[at]}`);
    this.#hasInput = true;
    this.end(10);
  }

  #onFence(bytes: Buffer, at: number): void {
    const length = bytes.readUInt8(at + 7);
    if (length > FENCE_BYTES_MAX) this.fail(`a fence of ${length} bytes`);
    this.end(length);
  }

  #onPixelFormat(bytes: Buffer, at: number): void {
    if (!isTrueColour(bytes, at)) this.fail('a pixel format that is not spoken here');
    this.end(0);
  }

  #onDesktopSize(bytes: Buffer, at: number): void {
    this.end(16 * bytes.readUInt8(at + 5));
  }

  #onEncodingsCount(bytes: Buffer, at: number): void {
    const count = bytes.readUInt16BE(at + 1);
    if (count > ENCODINGS_MAX) this.fail(`${count} encodings`);
    this.next(4 * count, 0, this.#onEncodings);
  }

  #onEncodings(): void {
    const message = this.heldMessage();
    const wanted: number[] = [];
    for (let at = 4; at < message.length; at += 4) wanted.push(message.readInt32BE(at));
    const offered = wanted.filter(mayBeOffered);
    this.#offersMoreButtons = offered.includes(encodings.EXTENDED_MOUSE_BUTTONS);
    if (offered.length === wanted.length) this.pass();
    else this.replace(setEncodings(offered));
    this.end(0);
  }
}

function setEncodings(offered: readonly number[]): Buffer {
  const message = Buffer.alloc(4 + 4 * offered.length);
  message.writeUInt8(types.SET_ENCODINGS, 0);
  message.writeUInt16BE(offered.length, 2);
  for (const [index, encoding] of offered.entries()) message.writeInt32BE(encoding, 4 + 4 * index);
  return message;
}
