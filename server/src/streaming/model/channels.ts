/**
 * The side channels of a stream, shared with the web client: WebSockets at {@link CHANNEL_PATH} that live no longer
 * than the connection whose `ready` message had their token.
 *
 * The client's first message is a text with an {@link OpenChannelMessage}. The gateway answers with a text
 * `{"type":"ready"}`, or by a close code: with {@link channelEnds}.REFUSED its reason is one of
 * {@link channelRefusals}. All that follows is binary: messages with their length in four bytes before them, most
 * significant first. A message may come in pieces, and several may come in one.
 */
export const CHANNEL_PATH = '/channel';

export const channelNames = [
  /** Out of the desktop: four bytes with the time in samples of 48 kHz, then 10 ms of Opus in stereo. */
  'sound',
  /** Into the desktop: each message 10 or 20 ms of Opus in mono, at 48 kHz. */
  'microphone',
  'files',
  /** Out of the desktop: what was printed, see client/src/channels/print.ts. */
  'print',
  'timezone',
  'camera',
  'clipboard',
  'video',
] as const;

export type ChannelName = (typeof channelNames)[number];

/** What the client asks for. */
export type ChannelRequest =
  | { channel: 'sound' | 'microphone' | 'print' | 'camera' | 'video' }
  /** Answered by one message of JSON: {@link DesktopFile}s. */
  | { channel: 'files'; action: 'list' }
  /** Answered by a message of JSON with the `size` in bytes, then by messages with the content. */
  | { channel: 'files'; action: 'download'; name: string }
  /** Then come messages with the content, `size` bytes in all, and the answer `{"stored": name}` or `{"error": …}`. */
  | { channel: 'files'; action: 'upload'; name: string; size: number }
  /** IANA name, such as `Europe/Berlin`. The channel ends when the desktop has it. */
  | { channel: 'timezone'; zone: string }
  /** Takes the picture (PNG) that was copied in the desktop; refused as NotFound where there is none. */
  | { channel: 'clipboard'; action: 'get' }
  /** Then comes one message with the PNG. */
  | { channel: 'clipboard'; action: 'put'; size: number };

export type OpenChannelMessage = { type: 'open'; channelToken: string } & ChannelRequest;

/** A file that may be fetched. */
export interface DesktopFile {
  name: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** Why a channel ends: the close codes below 4000 are those of RFC 6455 (section 7.4.1). */
export const channelEnds = {
  /** It has done what it was opened for, or the client closed it. */
  DONE: 1000,
  GATEWAY_STOPPED: 1001,
  PROTOCOL_ERROR: 1002,
  INTERNAL_ERROR: 1011,
  /** The connection that it hung on is over, or there never was one. */
  CONNECTION_ENDED: 4003,
  DESKTOP_UNREACHABLE: 4004,
  /** The session policy does not allow it. */
  NOT_ALLOWED: 4010,
  /** There are as many of its kind as there may be. */
  TOO_MANY: 4011,
  /** The desktop cannot: the reason says why. */
  REFUSED: 4012,
} as const;

export type ChannelEnd = keyof typeof channelEnds;

/** What a desktop may say why it does not open a channel. */
export const channelRefusals = [
  /** This host or desktop does not have what it takes. */
  'NotAvailable',
  'NotFound',
  'NoSpace',
  'BadName',
  'TooLarge',
  'Failed',
] as const;

export type ChannelRefusal = (typeof channelRefusals)[number];
