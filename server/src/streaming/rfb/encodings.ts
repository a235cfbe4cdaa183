/**
 * Encodings of rectangles and pseudo-encodings: RFC 6143, section 7.7, and the community's specification
 * (github.com/rfbproto/rfbproto), whose names these are.
 */
export const encodings = {
  RAW: 0,
  COPY_RECT: 1,
  RRE: 2,
  ZLIB: 6,
  TIGHT: 7,
  ZRLE: 16,
  /** "Open H.264". */
  H264: 50,
  TIGHT_PNG: -260,

  DESKTOP_SIZE: -223,
  LAST_RECT: -224,
  CURSOR: -239,
  X_CURSOR: -240,
  QEMU_EXTENDED_KEY_EVENT: -258,
  QEMU_LED_STATE: -261,
  DESKTOP_NAME: -307,
  EXTENDED_DESKTOP_SIZE: -308,
  FENCE: -312,
  CONTINUOUS_UPDATES: -313,
  CURSOR_WITH_ALPHA: -314,
  EXTENDED_MOUSE_BUTTONS: -316,
  VMWARE_CURSOR: 0x574d5664,
  VMWARE_CURSOR_POSITION: 0x574d5666,
  VMWARE_LED_STATE: 0x574d5668,
  EXTENDED_CLIPBOARD: 0xc0a1e5ce | 0,
} as const;

const offered: ReadonlySet<number> = new Set(Object.values(encodings));

/** Ranges of pseudo-encodings that say how good and how dense Tight is to be; nothing in the stream depends on them. */
const levels = [
  [-32, -23], // JPEG quality
  [-256, -247], // compression
  [-512, -412], // fine-grained JPEG quality
  [-768, -763], // JPEG subsampling
] as const;

/**
 * Whether a client may offer an encoding to the desktop: only those whose rectangles the gateway can pass over by
 * their lengths. Hextile has none but those of its tiles, JPEG none at all; xvp would let the client shut the desktop
 * down.
 */
export function mayBeOffered(encoding: number): boolean {
  return offered.has(encoding) || levels.some(([from, to]) => encoding >= from && encoding <= to);
}
