import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { type Answer, decodeAnswer, type Refusal, type RequestKey } from './packet.ts';

export interface SignedRequest {
  packet: Buffer;
  key: RequestKey;
  secret: Buffer;
}

export interface ExchangeOptions {
  /** For each time that the request is sent. */
  timeoutMs: number;
  /** How often it is sent again. */
  retries: number;
  signal?: AbortSignal | undefined;
}

/** Why there is no answer: nothing came in time, or only packets that are none. */
export type Silence = 'silent' | Exclude<Refusal, 'unrelated'>;

/**
 * Sends a request to one server, and again for as long as it is not answered: the very same packet, by which a server
 * knows that it is not another attempt (RFC 5080, section 2.2.2). Packets that are no proper answer are dropped, and
 * only remembered as the reason.
 * @param address an IP address
 * @throws the signal's reason
 */
export function exchange(
  address: string,
  port: number,
  { packet, key, secret }: SignedRequest,
  { timeoutMs, retries, signal }: ExchangeOptions,
): Promise<Answer | Silence> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | Silence>();
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  let silence: Silence = 'silent';
  let timer: NodeJS.Timeout | undefined;
  const send = (timesLeft: number) => {
    // That nobody listens there may be so for a moment only: the timer goes on.
    socket.send(packet, () => undefined);
    timer = setTimeout(() => (timesLeft > 0 ? send(timesLeft - 1) : resolve(silence)), timeoutMs);
  };
  const abort = () => reject(signal?.reason);

  socket.on('message', (datagram) => {
    const answer = decodeAnswer(datagram, key, secret);
    if (typeof answer === 'object') resolve(answer);
    else if (answer !== 'unrelated') silence = answer;
  });
  socket.on('error', () => undefined); // an ICMP message of an earlier packet; the timer decides
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  // Connected, so that the kernel drops what comes from elsewhere.
  else
    connected(socket, port, address).then(
      () => send(retries),
      () => resolve('silent'),
    );

  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    socket.close();
  });
}

function connected(socket: ReturnType<typeof createSocket>, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(port, address, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}
