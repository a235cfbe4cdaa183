import type { TLSSocket } from 'node:tls';

/** What the fake display's ServerInit says. */
const WIDTH = 640;
const HEIGHT = 480;
const BANDS = 16;

/** How long a message of a client is (RFC 6143, section 7.5, and the extensions that noVNC uses). */
function lengthOf(data: Buffer): number | undefined {
  const known = (bytes: number, length: () => number) => (data.length < bytes ? undefined : length());
  switch (data[0]) {
    case 0:
      return 20;
    case 2:
      return known(4, () => 4 + 4 * data.readUInt16BE(2));
    case 3:
    case 150:
      return 10;
    case 4:
      return 8;
    case 5:
      return 6;
    case 6:
      return known(8, () => 8 + Math.abs(data.readInt32BE(4)));
    case 248:
      return known(9, () => 9 + data.readUInt8(8));
    case 251:
      return known(8, () => 8 + 16 * data.readUInt8(6));
    default:
      throw new Error(`The client sent a message of type ${data[0]}.`);
  }
}

/** A display that shows coloured bands and remembers what the client did. */
export class PaintedDesktop {
  /** Keys that went down, by their X11 names. */
  readonly keys: number[] = [];
  readonly cutTexts: string[] = [];
  /** The latest of noVNC's quality levels. */
  quality: number | undefined;
  readonly #stream: TLSSocket;
  #waiting = Buffer.alloc(0);

  constructor(stream: TLSSocket) {
    this.#stream = stream;
    stream.on('data', (data: Buffer) => this.#receive(data));
  }

  /** The keys as text. */
  get typed(): string {
    return this.keys
      .map((key) => String.fromCodePoint(key >= 0x0100_0000 ? key - 0x0100_0000 : key))
      .join('');
  }

  /** Something was copied in the desktop (Latin 1). */
  copy(text: string): void {
    const content = Buffer.from(text, 'latin1');
    const head = Buffer.alloc(8);
    head[0] = 3;
    head.writeUInt32BE(content.length, 4);
    this.#stream.write(Buffer.concat([head, content]));
  }

  cut(): void {
    this.#stream.destroy();
  }

  #receive(data: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, data]);
    for (;;) {
      const length = this.#waiting.length > 0 ? lengthOf(this.#waiting) : undefined;
      if (length === undefined || this.#waiting.length < length) return;
      this.#take(this.#waiting.subarray(0, length));
      this.#waiting = this.#waiting.subarray(length);
    }
  }

  #take(message: Buffer): void {
    if (message[0] === 2) this.#takeEncodings(message);
    if (message[0] === 3 && message[1] === 0) this.#stream.write(picture());
    if (message[0] === 4 && message[1] === 1) this.keys.push(message.readUInt32BE(4));
    if (message[0] === 6) this.cutTexts.push(message.subarray(8).toString('latin1'));
  }

  #takeEncodings(message: Buffer): void {
    for (let at = 4; at < message.length; at += 4) {
      const level = message.readInt32BE(at) + 32;
      if (level >= 0 && level <= 9) this.quality = level;
    }
  }
}

/** An update of the whole screen in the encoding Raw, in noVNC's pixel format. */
function picture(): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(WIDTH, 8);
  head.writeUInt16BE(HEIGHT, 10);
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += 1) {
    const band = Math.floor((pixel / WIDTH / HEIGHT) * BANDS);
    pixels.writeUInt32LE(0xff00_0000 + band * 0x000f_0a05 + 0x0000_2020, pixel * 4);
  }
  return Buffer.concat([head, pixels]);
}
