/** The messages of a side channel: each has its length in four bytes before it, the most significant first. */

const HEAD_BYTES = 4;
/** More than any message that a desktop sends. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

/** A message as it is sent. */
export function withLength(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(HEAD_BYTES + payload.length);
  new DataView(framed.buffer).setUint32(0, payload.length);
  framed.set(payload, HEAD_BYTES);
  return framed;
}

/** A packet of the channel `sound`: when it was heard, in samples (it begins anew after a day), and Opus. */
export function readPacket(message: Uint8Array): { time: number; packet: Uint8Array } | undefined {
  if (message.length <= HEAD_BYTES) return undefined;
  const time = new DataView(message.buffer, message.byteOffset).getUint32(0);
  return { time, packet: message.subarray(HEAD_BYTES) };
}

/** Puts messages together again, however they were cut. */
export class MessageReader {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /**
   * Takes the next bytes. @returns the messages that are complete with them
   * @throws RangeError for a length that no message has
   */
  push(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    const messages: Uint8Array<ArrayBuffer>[] = [];
    while (this.#length >= HEAD_BYTES) {
      const head = this.#peek(HEAD_BYTES);
      const length = new DataView(head.buffer).getUint32(0);
      if (length > MESSAGE_BYTES_MAX) throw new RangeError(`A message of ${length} bytes is too long.`);
      if (this.#length < HEAD_BYTES + length) break;
      messages.push(this.#take(HEAD_BYTES + length).slice(HEAD_BYTES));
    }
    return messages;
  }

  /** The first bytes, which stay. */
  #peek(count: number): Uint8Array<ArrayBuffer> {
    const first = new Uint8Array(count);
    let filled = 0;
    for (const piece of this.#pieces) {
      const part = piece.subarray(0, count - filled);
      first.set(part, filled);
      filled += part.length;
      if (filled === count) break;
    }
    return first;
  }

  #take(count: number): Uint8Array<ArrayBuffer> {
    const taken = this.#peek(count);
    let left = count;
    for (let piece = this.#pieces[0]; piece && left > 0; piece = this.#pieces[0]) {
      if (piece.length > left) {
        this.#pieces[0] = piece.subarray(left);
        left = 0;
      } else {
        left -= piece.length;
        this.#pieces.shift();
      }
    }
    this.#length -= count;
    return taken;
  }
}
