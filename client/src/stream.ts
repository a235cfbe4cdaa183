import {
  closeCodes,
  type OpenMessage,
  type ReadyMessage,
  STREAM_PATH,
  type StreamEnd,
} from '../../server/src/streaming/model/messages.ts';

/** A stream that ended before it began. */
export class StreamEndedError extends Error {
  override name = 'StreamEndedError';
  readonly end: StreamEnd;

  constructor(end: StreamEnd) {
    super(end);
    this.end = end;
  }
}

/** Where the stream of the page's own gateway is. */
export function streamUrl(page: URL): URL {
  const url = new URL(STREAM_PATH, page);
  url.protocol = page.protocol === 'http:' ? 'ws:' : 'wss:';
  return url;
}

/** What a WebSocket's close code says; a connection that broke has none of ours. */
export function streamEndOf(code: number): StreamEnd {
  const found = Object.entries(closeCodes).find(([, known]) => known === code);
  return (found?.[0] as StreamEnd | undefined) ?? 'CLIENT_LOST';
}

/**
 * Opens a stream with a ticket.
 * @param attach takes the WebSocket over at the moment when the next message is the desktop's first
 * @throws StreamEndedError when there is no stream
 */
export function openStream<T>(
  url: URL,
  ticket: string,
  signal: AbortSignal,
  attach: (webSocket: WebSocket, ready: ReadyMessage) => T,
): Promise<T> {
  const webSocket = new WebSocket(url);
  webSocket.binaryType = 'arraybuffer';
  const abort = () => webSocket.close();
  signal.addEventListener('abort', abort);
  return new Promise<T>((resolve, reject) => {
    webSocket.addEventListener('open', () => {
      const open: OpenMessage = { type: 'open', ticket };
      webSocket.send(JSON.stringify(open));
    });
    webSocket.addEventListener('close', ({ code }) => reject(new StreamEndedError(streamEndOf(code))));
    webSocket.addEventListener(
      'message',
      ({ data }) => {
        const ready = readyMessageOf(data);
        if (ready) {
          resolve(attach(webSocket, ready));
        } else {
          reject(new StreamEndedError('PROTOCOL_ERROR'));
          webSocket.close();
        }
      },
      { once: true },
    );
  }).finally(() => signal.removeEventListener('abort', abort));
}

/** The ready message; undefined for anything else. */
function readyMessageOf(data: unknown): ReadyMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message = JSON.parse(data) as ReadyMessage;
    return message.type === 'ready' ? message : undefined;
  } catch {
    return undefined;
  }
}
