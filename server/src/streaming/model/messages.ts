/**
 * The frame around RFB on the WebSocket at {@link STREAM_PATH}, shared with the web client. The client's first message
 * is a text with an {@link OpenMessage}; the gateway answers with a text, a {@link ReadyMessage}, when the desktop is
 * there. All that follows is RFB in binary messages, with the gateway as the server; a text among them is an
 * {@link EchoMessage}. The gateway says by the close code why it ends.
 */

export const STREAM_PATH = '/stream';

/** The ticket goes here and not into the URL, which proxies write down. */
export interface OpenMessage {
  type: 'open';
  ticket: string;
}

export interface ReadyMessage {
  type: 'ready';
  /** Opens side channels of this connection, for as long as it lasts (model/channels.ts). */
  channelToken: string;
  allows: Allowance;
}

/**
 * What the policy lets the client do as the stream begins, so that it does not offer what it would be refused. The
 * gateway goes by the policy of each moment, whatever the client believes.
 */
export interface Allowance {
  clipboardToDesktop: boolean;
  clipboardFromDesktop: boolean;
  filesToDesktop: boolean;
  filesFromDesktop: boolean;
  printing: boolean;
  microphone: boolean;
  timeZone: boolean;
}

/**
 * By this a client measures its stream: the gateway sends it back behind all that it has to send. Of several that were
 * not answered yet, the gateway answers the newest alone.
 */
export interface EchoMessage {
  type: 'echo';
  id: number;
}

/**
 * Close codes for each reason that a connection may end for, and for those why none began: below 4000 those of
 * RFC 6455 (section 7.4.1), from 4000 on our own.
 */
export const closeCodes = {
  CLIENT_CLOSED: 1000,
  GATEWAY_STOPPED: 1001,
  GATEWAY_LOST: 1001,
  PROTOCOL_ERROR: 1002,
  INTERNAL_ERROR: 1011,
  CLIENT_LOST: 4000,
  SIGNED_OUT: 4001,
  TAKEN_OVER: 4002,
  TICKET_REFUSED: 4003,
  DESKTOP_UNREACHABLE: 4004,
  DESKTOP_CLOSED: 4005,
  WORKSPACE_STOPPED: 4006,
  IDLE: 4007,
  /** The ticket is for a WorkSpace whose protocol has the other port. */
  WRONG_PORT: 4008,
  ADDRESS_REFUSED: 4009,
  DEVICE_REFUSED: 4010,
} as const;

export type StreamEnd = keyof typeof closeCodes;
