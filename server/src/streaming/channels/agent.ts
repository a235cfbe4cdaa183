import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type ChannelRefusal, type ChannelRequest, channelRefusals } from '../model/channels.ts';

/** The agent of a desktop, and how both sides prove who they are. */
export interface Agent {
  host: string;
  port: number;
  /** The name in the display's certificate. */
  serverName: string;
  /** Who signed it. */
  caCertificatePem: string;
  secret: string;
}

/** The desktop does not open the channel, and says why. */
export class AgentRefusedError extends Error {
  override name = 'AgentRefusedError';
  readonly refusal: ChannelRefusal;

  constructor(refusal: ChannelRefusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

const KEEPALIVE_DELAY_MS = 15_000;
const ANSWER_BYTES_MAX = 1024;

/**
 * Opens a channel at a desktop's agent. What is read from the socket next are the channel's bytes.
 * @throws AgentRefusedError, or an error of the connection
 */
export async function openAgentChannel(
  agent: Agent,
  request: ChannelRequest,
  signal: AbortSignal,
): Promise<TLSSocket> {
  signal.throwIfAborted();
  const socket = connectTls({
    host: agent.host,
    port: agent.port,
    ca: agent.caCertificatePem,
    servername: agent.serverName,
    minVersion: 'TLSv1.3',
  });
  const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  signal.addEventListener('abort', abort, { once: true });
  // It stays: later errors are found by whoever reads next, and without a listener they would end the process.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'secureConnect', { signal });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEPALIVE_DELAY_MS);
    // Not before the certificate was found to be right.
    socket.write(`${JSON.stringify({ secret: agent.secret, ...request })}\n`);
    readAnswer(await firstLine(socket));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The bytes up to the first line feed; those after it are left to be read. */
function firstLine(socket: TLSSocket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let received = Buffer.alloc(0);
  const ended = () => reject(new Error('The agent closed the connection.'));
  const failed = (error: Error) => reject(error);
  const read = () => {
    const chunk = socket.read() as Buffer | null;
    if (!chunk) return;
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\n');
    if (end < 0 && received.length <= ANSWER_BYTES_MAX) return;
    if (end < 0) return reject(new Error('The agent does not answer with a line.'));
    socket.off('readable', read);
    if (end + 1 < received.length) socket.unshift(received.subarray(end + 1));
    resolve(received.toString('utf8', 0, end));
  };
  socket.on('readable', read);
  socket.on('end', ended);
  socket.on('close', ended);
  socket.on('error', failed);
  return promise.finally(() => {
    socket.off('readable', read);
    socket.off('end', ended);
    socket.off('close', ended);
    socket.off('error', failed);
  });
}

/** @throws AgentRefusedError unless it says that the channel is open; whatever else it says, the user wrote maybe. */
function readAnswer(line: string): void {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    throw new Error('The agent does not answer with JSON.');
  }
  if (typeof answer !== 'object' || answer === null)
    throw new Error('The agent does not answer with an object.');
  if ('ok' in answer && answer.ok === true) return;
  const code = 'code' in answer ? answer.code : undefined;
  throw new AgentRefusedError(channelRefusals.find((known) => known === code) ?? 'Failed');
}
