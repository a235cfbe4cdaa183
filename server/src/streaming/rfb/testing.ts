import { constants, deflateSync } from 'node:zlib';
import { encodings } from './encodings.ts';

/** For tests and benchmarks: messages of both sides, byte by byte. */

/** Bytes of hexadecimal digits, with blanks between them as one likes. */
export const hex = (digits: string) => Buffer.from(digits.replaceAll(/\s/g, ''), 'hex');

export const uint16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};

export const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
};

/** A rectangle of a FramebufferUpdate. */
export function rectangle(encoding: number, width: number, height: number, data: Buffer): Buffer {
  return Buffer.concat([hex('0000 0000'), uint16(width), uint16(height), int32(encoding), data]);
}

/** A FramebufferUpdate; of so many rectangles as it says, or of as many as there are. */
export function update(rectangles: readonly Buffer[], count = rectangles.length): Buffer {
  return Buffer.concat([hex('00 00'), uint16(count), ...rectangles]);
}

/** A FramebufferUpdate with any bytes for a picture. */
export function picture(data: Buffer): Buffer {
  return update([rectangle(encodings.ZRLE, 64, 64, Buffer.concat([int32(data.length), data]))]);
}

/** A cut text of either side: 3 from the desktop, 6 from the client. */
export function cutText(type: 3 | 6, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, 0, 0, 0]), int32(content.length), content]);
}

/** An extended clipboard message of either side. */
export function extendedCutText(type: 3 | 6, flags: number, content: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([type, 0, 0, 0]), int32(-4 - content.length), int32(flags), content]);
}

export function setEncodings(offered: readonly number[]): Buffer {
  return Buffer.concat([hex('02 00'), uint16(offered.length), ...offered.map(int32)]);
}

export function keyEvent(keysym: number, isDown: boolean): Buffer {
  return Buffer.concat([Buffer.from([4, isDown ? 1 : 0, 0, 0]), int32(keysym)]);
}

/** 24 bits of true colour in 32: the format that both sides speak. */
export const pixelFormat = hex('20 18 00 01 00ff 00ff 00ff 10 08 00 000000');

/** A ServerInit of 64 × 64, named `desktop`. */
export const desktopInit = Buffer.concat([
  hex('0040 0040'),
  pixelFormat,
  hex('00000007'),
  Buffer.from('desktop'),
]);

/** The flags of the extended clipboard: an action, and text for its format. */
export const clipboardFlags = {
  CAPS: 0x1f000001,
  REQUEST: 0x02000001,
  PEEK: 0x04000000,
  NOTIFY: 0x08000001,
  PROVIDE: 0x10000001,
} as const;

/** What an extended clipboard message provides: a text, as noVNC and TigerVNC compress it. */
export function providedText(text: string): Buffer {
  const bytes = Buffer.from(`${text}\0`);
  return deflateSync(Buffer.concat([int32(bytes.length), bytes]), { finishFlush: constants.Z_SYNC_FLUSH });
}
