/**
 * A side channel of the stream, from the page's side: what all of them have in common. How to use it:
 *
 *     const channel = await openChannel(channelUrl(pageUrl), channelToken, { channel: 'files', action: 'list' });
 *     const message = await channel.next();   // undefined: the channel has ended
 *     channel.send(bytes); channel.close(); await channel.ended;
 *
 * `channelToken` is in the stream's `ready` message; with the stream's end its channels end too, and with its next
 * `ready` message they are opened anew. `openChannel` rejects with a ChannelError, whose `end` says why: NOT_ALLOWED
 * (the session policy), TOO_MANY, CONNECTION_ENDED, DESKTOP_UNREACHABLE, or REFUSED, with the desktop's reason in
 * `refusal` (such as NotAvailable, NotFound, NoSpace).
 */
import {
  CHANNEL_PATH,
  type ChannelEnd,
  type ChannelRefusal,
  type ChannelRequest,
  channelEnds,
  channelRefusals,
  type OpenChannelMessage,
} from '../../../server/src/streaming/model/channels.ts';
import { MessageReader, withLength } from './framing.ts';

/** Why there is no channel, or none any more. */
export class ChannelError extends Error {
  override name = 'ChannelError';
  readonly end: ChannelEnd;
  /** What the desktop said, where it was the desktop that refused. */
  readonly refusal: ChannelRefusal | undefined;

  constructor(end: ChannelEnd, refusal?: ChannelRefusal) {
    super(refusal ?? end);
    this.end = end;
    this.refusal = refusal;
  }
}

export interface Channel {
  /** Resolves when the channel has ended, for whatever reason. */
  readonly ended: Promise<ChannelError>;
  /** Bytes that were sent and have not left the browser. */
  readonly waitingBytes: number;
  /** The next message; undefined when the channel has ended. */
  next(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Sends a message of at most 32 KiB. */
  send(payload: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** Where the channels of the page's own gateway are. */
export function channelUrl(page: URL): URL {
  const url = new URL(CHANNEL_PATH, page);
  url.protocol = page.protocol === 'http:' ? 'ws:' : 'wss:';
  return url;
}

/** What a WebSocket's close code and reason say; a connection that broke has none of ours. */
export function channelErrorOf(code: number, reason: string): ChannelError {
  const found = Object.entries(channelEnds).find(([, known]) => known === code);
  const end = (found?.[0] as ChannelEnd | undefined) ?? 'CONNECTION_ENDED';
  if (end !== 'REFUSED') return new ChannelError(end);
  return new ChannelError(end, channelRefusals.find((known) => known === reason) ?? 'Failed');
}

/**
 * Opens a channel.
 * @throws ChannelError when it is not opened
 */
export function openChannel(url: URL, channelToken: string, request: ChannelRequest): Promise<Channel> {
  const webSocket = new WebSocket(url);
  webSocket.binaryType = 'arraybuffer';
  const open: OpenChannelMessage = { type: 'open', channelToken, ...request };
  webSocket.addEventListener('open', () => webSocket.send(JSON.stringify(open)));
  return new Promise((resolve, reject) => {
    webSocket.addEventListener('close', ({ code, reason }) => reject(channelErrorOf(code, reason)));
    webSocket.addEventListener('message', () => resolve(new SocketChannel(webSocket)), { once: true });
  });
}

class SocketChannel implements Channel {
  readonly ended: Promise<ChannelError>;
  readonly #webSocket: WebSocket;
  readonly #reader = new MessageReader();
  readonly #messages: Uint8Array<ArrayBuffer>[] = [];
  readonly #wanted: ((message: Uint8Array<ArrayBuffer> | undefined) => void)[] = [];
  #isOver = false;

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    webSocket.addEventListener('message', ({ data }) => this.#receive(data));
    this.ended = new Promise((resolve) => {
      webSocket.addEventListener('close', ({ code, reason }) => {
        this.#isOver = true;
        for (const wanted of this.#wanted.splice(0)) wanted(undefined);
        resolve(channelErrorOf(code, reason));
      });
    });
  }

  get waitingBytes(): number {
    return this.#webSocket.bufferedAmount;
  }

  next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const message = this.#messages.shift();
    if (message || this.#isOver) return Promise.resolve(message);
    return new Promise((resolve) => this.#wanted.push(resolve));
  }

  send(payload: Uint8Array<ArrayBuffer>): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.send(withLength(payload));
  }

  close(): void {
    this.#webSocket.close();
  }

  #receive(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) return;
    for (const message of this.#reader.push(new Uint8Array(data))) {
      const wanted = this.#wanted.shift();
      if (wanted) wanted(message);
      else this.#messages.push(message);
    }
  }
}

/** Reads a message of JSON, which the desktop wrote: whoever uses a member checks it. */
export function readJson(message: Uint8Array): Record<string, unknown> | unknown[] {
  const value: unknown = JSON.parse(new TextDecoder().decode(message));
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) throw new TypeError('The message is no object.');
  return { ...value };
}
