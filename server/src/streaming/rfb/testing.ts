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
