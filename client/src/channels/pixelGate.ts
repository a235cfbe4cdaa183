/**
 * What noVNC sends, with the requests for pixels changed: while the video stream draws the screen, the display is to
 * send none of it. Cursor, clipboard and size come in the same updates as pixels, so these are asked for with an area
 * of a single pixel instead of not at all. The display remembers what it did not send, and sends just that when the
 * whole area is asked for again.
 *
 * Message types and lengths: RFC 6143 section 7.5 and the extensions of the RFB protocol's community document.
 */

/** The version, the security type and ClientInit come before all messages. */
const HANDSHAKE_BYTES = 12 + 1 + 1;

const UPDATE_REQUEST = 3;
const CONTINUOUS_UPDATES = 150;
/** Both have the area at the end of so many bytes. */
const REQUEST_BYTES = 10;
const POINTER_EVENT = 5;
/** A pointer event with this in its mask has another byte. */
const EXTENDED_BUTTONS = 0x80;

/** How long a message is, as soon as that can be said from its beginning. */
function lengthOf(start: Uint8Array): number | undefined {
  const at = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const known = (bytes: number, length: () => number) => (start.length < bytes ? undefined : length());
  switch (start[0]) {
    case 0: // SetPixelFormat
      return 20;
    case 2: // SetEncodings
      return known(4, () => 4 + 4 * at.getUint16(2));
    case UPDATE_REQUEST:
    case CONTINUOUS_UPDATES:
      return REQUEST_BYTES;
    case 4: // KeyEvent
      return 8;
    case POINTER_EVENT:
      return known(2, () => ((start[1] ?? 0) & EXTENDED_BUTTONS ? 7 : 6));
    case 6: // ClientCutText, whose extended form has a negative length
      return known(8, () => 8 + Math.abs(at.getInt32(4)));
    case 248: // ClientFence
      return known(9, () => 9 + (start[8] ?? 0));
    case 250: // xvp
      return 4;
    case 251: // SetDesktopSize
      return known(8, () => 8 + 16 * at.getUint8(6));
    case 255: // QEMU's extended key event
      return 12;
    default:
      return Number.POSITIVE_INFINITY; // not known: all that follows passes as it is
  }
}

export class PixelGate {
  /** Bytes of the message at hand that are still to come, and pass as they are. */
  #passing = HANDSHAKE_BYTES;
  /** The beginning of a message whose length is not known yet, or of a request for pixels. */
  #held = new Uint8Array(0);
  #isOpen = true;
  /** The last area for which noVNC asked continuously. */
  #continuous: Uint8Array<ArrayBuffer> | undefined;

  /**
   * Whether the display sends pixels. Returns the message that makes it so at once, if the display can.
   */
  setOpen(isOpen: boolean): Uint8Array<ArrayBuffer> | undefined {
    if (isOpen === this.#isOpen) return undefined;
    this.#isOpen = isOpen;
    return this.#continuous && this.#request(this.#continuous);
  }

  /** Whether a message may be put in at this point: not in the middle of another. */
  get isBetweenMessages(): boolean {
    return this.#passing === 0 && this.#held.length === 0;
  }

  /** What to send for what noVNC sends. */
  push(data: Uint8Array): Uint8Array<ArrayBuffer> {
    const bytes = joined(this.#held, data);
    this.#held = new Uint8Array(0);
    const out: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#passing > 0) {
        const end = Math.min(bytes.length, at + this.#passing);
        out.push(bytes.subarray(at, end));
        this.#passing -= end - at;
        at = end;
        continue;
      }
      const rest = bytes.subarray(at);
      const length = lengthOf(rest);
      const isRequest = rest[0] === UPDATE_REQUEST || rest[0] === CONTINUOUS_UPDATES;
      if (length === undefined || (isRequest && rest.length < length)) {
        this.#held = rest.slice();
        break;
      }
      if (isRequest) {
        out.push(this.#changed(rest.slice(0, REQUEST_BYTES)));
        at += REQUEST_BYTES;
      } else {
        this.#passing = length;
      }
    }
    return joined(...out);
  }

  #changed(request: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (request[0] === CONTINUOUS_UPDATES) this.#continuous = request;
    return this.#request(request);
  }

  #request(request: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#isOpen) return request;
    const small = request.slice();
    small.set([0, 0, 0, 0, 0, 1, 0, 1], 2);
    return small;
  }
}

/** Stands between noVNC and its WebSocket; give it the WebSocket before noVNC gets it. */
export class PixelTap {
  readonly #gate = new PixelGate();
  readonly #send: (data: Uint8Array<ArrayBuffer>) => void;
  #pending: boolean | undefined;

  constructor(webSocket: Pick<WebSocket, 'send'>) {
    const send = webSocket.send.bind(webSocket);
    this.#send = send;
    webSocket.send = (data) => {
      if (!(data instanceof Uint8Array)) {
        send(data); // a text, which is none of RFB's
        return;
      }
      this.#pass(this.#gate.push(data));
      if (this.#pending !== undefined) this.setOpen(this.#pending);
    };
  }

  /** Whether the display is to send pixels; from the end of the message on that noVNC may be in the middle of. */
  setOpen(isOpen: boolean): void {
    this.#pending = isOpen;
    if (!this.#gate.isBetweenMessages) return;
    this.#pending = undefined;
    this.#pass(this.#gate.setOpen(isOpen) ?? new Uint8Array(0));
  }

  #pass(data: Uint8Array<ArrayBuffer>): void {
    if (data.length > 0) this.#send(data);
  }
}

function joined(...pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let filled = 0;
  for (const piece of pieces) {
    whole.set(piece, filled);
    filled += piece.length;
  }
  return whole;
}
