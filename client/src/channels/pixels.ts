import type { Rectangle } from './videoMessages.ts';

/** A part of the screen and where it goes. */
export interface PixelImage {
  image: ImageData;
  x: number;
  y: number;
}

const SOURCE_BYTES_PER_PIXEL = 3;

/**
 * The images of some rectangles from zlib data with their pixels one after the other.
 * @throws TypeError or RangeError for data that is not that
 */
export async function inflatePixels(
  data: Uint8Array<ArrayBuffer>,
  rectangles: readonly Rectangle[],
): Promise<PixelImage[]> {
  const area = rectangles.reduce((sum, { width, height }) => sum + width * height, 0);
  const pixels = await inflate(data, area * SOURCE_BYTES_PER_PIXEL);
  let at = 0;
  return rectangles.map(({ x, y, width, height }) => {
    const image = new ImageData(width, height);
    const end = at + width * height * SOURCE_BYTES_PER_PIXEL;
    toRgba(pixels.subarray(at, end), image.data);
    at = end;
    return { image, x, y };
  });
}

/**
 * Blue, green, red become red, green, blue and no transparency.
 * @param target four bytes for every three of the source
 */
export function toRgba(source: Uint8Array, target: Uint8ClampedArray): void {
  for (let from = 0, to = 0; from < source.length; from += 3, to += 4) {
    target[to] = source[from + 2] ?? 0;
    target[to + 1] = source[from + 1] ?? 0;
    target[to + 2] = source[from] ?? 0;
    target[to + 3] = 255;
  }
}

/**
 * Exactly so many bytes from zlib data.
 * @throws TypeError or RangeError where there are more or less
 */
async function inflate(data: Uint8Array<ArrayBuffer>, length: number): Promise<Uint8Array> {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate'));
  const whole = new Uint8Array(length);
  let filled = 0;
  const reader = stream.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    whole.set(piece.value, filled);
    filled += piece.value.length;
  }
  if (filled !== length) throw new RangeError(`${filled} bytes of pixels instead of ${length}.`);
  return whole;
}
