import { inflateSync, constants as zlib } from 'node:zlib';
import { MessageWalker } from './messageWalker.ts';

/** What of the clipboard may go over a stream. It may change while the stream goes on. */
export interface ClipboardRules {
  readonly toDesktop: boolean;
  readonly fromDesktop: boolean;
  /** The largest content, in bytes. */
  readonly bytesMax: number;
}

/** The actions of the extended clipboard (github.com/rfbproto, "Extended Clipboard Pseudo-Encoding"). */
const actions = {
  CAPS: 1 << 24,
  REQUEST: 1 << 25,
  PEEK: 1 << 26,
  NOTIFY: 1 << 27,
  PROVIDE: 1 << 28,
} as const;
const ACTIONS_MASK = 0xff000000 | 0;
const FORMATS_MAX = 16;
/** A format's size, and the zero at the end of a text. */
const FORMAT_BYTES = 5;

/** A message that says that it is longer than this is none. */
export const CUT_TEXT_BYTES_MAX = 128 * 1024 * 1024;
/** Of zlib's own, with compressed content that cannot be compressed. */
const zlibOverhead = (bytes: number) => 1024 + Math.ceil(bytes / 1000);
/** Deflate makes nothing smaller than by this. */
const DEFLATE_RATIO_MAX = 1032;
/** Type, padding, length and flags of a message. */
const HEAD_BYTES = 12;

/** A walker that knows cut texts, which look the same in both directions, and leaves out those that may not pass. */
export abstract class CutTextWalker extends MessageWalker {
  readonly #sender: 'client' | 'desktop';
  readonly #rules: () => ClipboardRules;
  #length = 0;
  /** How many formats a message provides. */
  #formats = 0;

  constructor(sender: 'client' | 'desktop', rules: () => ClipboardRules) {
    super();
    this.#sender = sender;
    this.#rules = rules;
  }

  /** Throws the error of a side that does not speak the protocol. */
  protected abstract fail(what: string): never;

  /** Called in onMessage, of a ClientCutText or a ServerCutText. */
  protected cutText(): void {
    this.hold();
    this.next(0, 7, this.#onLength);
  }

  #onLength(bytes: Buffer, at: number): void {
    const length = bytes.readInt32BE(at + 3);
    if (Math.abs(length) > CUT_TEXT_BYTES_MAX) this.fail(`a cut text of ${Math.abs(length)} bytes`);
    if (length >= 0) {
      this.#decide(this.#mayPass('own') && length <= this.#rules().bytesMax);
      this.end(length);
    } else {
      this.#length = -length - 4;
      if (this.#length < 0) this.fail('an extended clipboard message without flags');
      this.next(0, 4, this.#onFlags);
    }
  }

  #onFlags(bytes: Buffer, at: number): void {
    const flags = bytes.readInt32BE(at);
    const action = flags & ACTIONS_MASK;
    if (action === actions.PROVIDE) {
      this.#onProvide(flags);
      return;
    }
    // A receiver need not skip what it does not expect: it would take the rest for messages that nobody looked at.
    if (this.#length !== ((action & actions.CAPS) === 0 ? 0 : 4 * formatsIn(flags))) {
      this.fail(`an extended clipboard message of ${this.#length} bytes with the flags ${flags >>> 0}`);
    }
    this.#decide(this.#mayPassAction(action));
    this.end(this.#length);
  }

  #mayPassAction(action: number): boolean {
    if ((action & actions.CAPS) !== 0) return true;
    switch (action) {
      case actions.NOTIFY:
        return this.#mayPass('own');
      case actions.REQUEST:
      case actions.PEEK:
        return this.#mayPass('other');
      default:
        return this.fail('an extended clipboard message with an unknown action');
    }
  }

  #onProvide(flags: number): void {
    const { bytesMax } = this.#rules();
    if (!this.#mayPass('own') || this.#length > bytesMax + zlibOverhead(bytesMax)) {
      this.drop();
      this.end(this.#length);
    } else if (this.#length * DEFLATE_RATIO_MAX <= bytesMax) {
      this.pass();
      this.end(this.#length);
    } else {
      this.#formats = formatsIn(flags);
      this.next(this.#length, 0, this.#onContent);
    }
  }

  /** All of it is there; asked again, since the rules may have changed while it came. */
  #onContent(): void {
    const content = this.heldMessage().subarray(HEAD_BYTES);
    this.#decide(
      this.#mayPass('own') && isWithin(content, this.#rules().bytesMax + FORMAT_BYTES * this.#formats),
    );
    this.end(0);
  }

  #decide(passes: boolean): void {
    if (passes) this.pass();
    else this.drop();
  }

  /** @param side whose content it is: the sender's own, or what it asks the other side for */
  #mayPass(side: 'own' | 'other'): boolean {
    const { toDesktop, fromDesktop } = this.#rules();
    return (this.#sender === 'client') === (side === 'own') ? toDesktop : fromDesktop;
  }
}

/** How many formats flags speak of; capabilities have a size for each. */
function formatsIn(flags: number): number {
  let count = 0;
  for (let format = 0; format < FORMATS_MAX; format++) if ((flags & (1 << format)) !== 0) count += 1;
  return count;
}

function isWithin(compressed: Buffer, maxOutputLength: number): boolean {
  try {
    // Neither side ends its zlib stream.
    inflateSync(compressed, { maxOutputLength, finishFlush: zlib.Z_SYNC_FLUSH });
    return true;
  } catch (error) {
    // Too large, or nothing that could be decompressed.
    if (error instanceof RangeError || isZlibError(error)) return false;
    throw error;
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && 'code' in error;
}
