/** PIXEL_FORMAT of RFC 6143, section 7.4. */
export const PIXEL_FORMAT_BYTES = 16;

/** Of each pixel in the one format that is spoken, and of Tight's TPIXEL in it. */
export const PIXEL_BYTES = 4;
export const TIGHT_PIXEL_BYTES = 3;

/**
 * Whether it is 24 bits of true colour in 32, one byte a colour. No other is spoken: the lengths of rectangles depend
 * on it, and a server changes to another one at a place in its stream that nobody else can tell.
 */
export function isTrueColour(bytes: Buffer, at: number): boolean {
  const [bitsPerPixel, depth, , trueColour] = bytes.subarray(at, at + 4);
  if (bitsPerPixel !== 32 || depth !== 24 || trueColour === 0) return false;
  for (let colour = 0; colour < 3; colour++) {
    if (bytes.readUInt16BE(at + 4 + 2 * colour) !== 255) return false;
    if (bytes.readUInt8(at + 10 + colour) % 8 !== 0) return false;
  }
  return true;
}
