/**
 * The messages of the video stream, as the desktop's side describes them (alcove_agent/video/protocol.py of the desktop
 * image): a byte that says the kind, and the content; numbers are big-endian.
 */

/** On the screen, in pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type VideoMessage =
  /** The screen has this size; what was drawn before is void. */
  | { kind: 'size'; width: number; height: number }
  /** One H.264 access unit (Annex B) of the whole screen, of which the rectangles count. */
  | {
      kind: 'video';
      sequence: number;
      isKey: boolean;
      rectangles: Rectangle[];
      data: Uint8Array<ArrayBuffer>;
    }
  /** zlib data: the rectangles' pixels one after the other, three bytes each in the order blue, green, red. */
  | { kind: 'lossless'; sequence: number; rectangles: Rectangle[]; data: Uint8Array<ArrayBuffer> };

/** What came is no message of the video stream. */
export class VideoProtocolError extends Error {
  override name = 'VideoProtocolError';
}

const FLAG_KEY = 1;
const HELD_MS_MAX = 0xffff;
const RECTANGLE_BYTES = 8;
const NAL_SPS = 7;
const NAL_TYPE_MASK = 31;

/**
 * Reads a message of the desktop.
 * @throws VideoProtocolError
 */
export function readVideoMessage(bytes: Uint8Array<ArrayBuffer>): VideoMessage {
  try {
    return parseKind(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new VideoProtocolError('A message is too short.');
    throw error;
  }
}

/** Says that all messages up to this one are on the screen, so many milliseconds after this one arrived. */
export function seenMessage(sequence: number, heldMs: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(7);
  bytes.set(message(1, 4, sequence));
  view(bytes).setUint16(5, Math.min(Math.round(heldMs), HELD_MS_MAX));
  return bytes;
}

/** Asks for everything again, with a key frame. */
export function refreshMessage(): Uint8Array<ArrayBuffer> {
  return message(2, 0, 0);
}

/** No more than this many kilobits a second from now on; 0 for no limit. */
export function limitMessage(kilobitsPerSecond: number): Uint8Array<ArrayBuffer> {
  return message(3, 4, kilobitsPerSecond);
}

/** Whether nobody looks at the moment. */
export function pauseMessage(isPaused: boolean): Uint8Array<ArrayBuffer> {
  return message(4, 1, isPaused ? 1 : 0);
}

/** WebCodecs' name for what decodes this access unit (RFC 6381): its profile and level stand in its parameters. */
export function codecOf(accessUnit: Uint8Array): string | undefined {
  for (let at = 0; at + 6 < accessUnit.length; at += 1) {
    if (accessUnit[at] !== 0 || accessUnit[at + 1] !== 0 || accessUnit[at + 2] !== 1) continue;
    if (((accessUnit[at + 3] ?? 0) & NAL_TYPE_MASK) !== NAL_SPS) continue;
    const hex = [...accessUnit.subarray(at + 4, at + 7)].map((byte) => byte.toString(16).padStart(2, '0'));
    return `avc1.${hex.join('')}`;
  }
  return undefined;
}

function message(kind: number, contentBytes: 0 | 1 | 4, content: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + contentBytes);
  const out = view(bytes);
  out.setUint8(0, kind);
  if (contentBytes === 4) out.setUint32(1, content);
  else if (contentBytes === 1) out.setUint8(1, content);
  return bytes;
}

function parseKind(bytes: Uint8Array<ArrayBuffer>): VideoMessage {
  const at = view(bytes);
  switch (bytes[0]) {
    case 1:
      return { kind: 'size', width: at.getUint16(1), height: at.getUint16(3) };
    case 2: {
      const { rectangles, end } = readRectangles(at, 6);
      const isKey = (at.getUint8(5) & FLAG_KEY) !== 0;
      return { kind: 'video', sequence: at.getUint32(1), isKey, rectangles, data: bytes.subarray(end) };
    }
    case 3: {
      const { rectangles, end } = readRectangles(at, 5);
      return { kind: 'lossless', sequence: at.getUint32(1), rectangles, data: bytes.subarray(end) };
    }
    default:
      throw new VideoProtocolError(`A message of the kind ${bytes[0]}.`);
  }
}

function readRectangles(at: DataView, start: number): { rectangles: Rectangle[]; end: number } {
  const count = at.getUint16(start);
  const end = start + 2 + count * RECTANGLE_BYTES;
  const rectangles: Rectangle[] = [];
  for (let offset = start + 2; offset < end; offset += RECTANGLE_BYTES) {
    rectangles.push({
      x: at.getUint16(offset),
      y: at.getUint16(offset + 2),
      width: at.getUint16(offset + 4),
      height: at.getUint16(offset + 6),
    });
  }
  return { rectangles, end };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
