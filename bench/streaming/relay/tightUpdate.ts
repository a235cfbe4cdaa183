import { randomBytes } from 'node:crypto';
import { encodings } from '../../../server/src/streaming/rfb/encodings.ts';
import { hex, rectangle, update } from '../../../server/src/streaming/rfb/testing.ts';

/** Tight rectangles of JPEG, as TigerVNC sends them while things move: about 2 kB for each of a screen's pieces. */
export function tightUpdate(rectangles: number, bytes: number): Buffer {
  const length = Buffer.from([(bytes & 0x7f) | 0x80, (bytes >> 7) & 0x7f]);
  const one = () =>
    rectangle(encodings.TIGHT, 256, 64, Buffer.concat([hex('90'), length, randomBytes(bytes)]));
  return update(Array.from({ length: rectangles }, one));
}
