import { createConnection } from 'node:net';
import { type HealthReply, readAnswer } from '../model/health.ts';

/** For connecting and answering together. */
const ANSWER_TIMEOUT_MS = 5_000;
/** An answer has a few hundred bytes; who sends more is cut off. */
const ANSWER_BYTES_MAX = 4_096;

/** Asks a desktop once how it is. Never throws: what goes wrong is the answer. */
export function askHealth(
  address: string,
  port: number,
  { timeoutMs = ANSWER_TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<HealthReply> {
  return new Promise((resolve) => {
    let received = '';
    let isConnected = false;
    const socket = createConnection({ host: address, port });
    const end = (reply: HealthReply) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(reply);
    };
    // A deadline, not a time of silence: who answers byte by byte would otherwise hold the question up.
    const deadline = setTimeout(() => end({ kind: isConnected ? 'silent' : 'unreachable' }), timeoutMs);
    socket.on('connect', () => {
      isConnected = true;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => end({ kind: kindOf(error) }));
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      if (received.includes('\n') || received.length > ANSWER_BYTES_MAX) end(replyOf(received));
    });
    socket.on('close', () => end(replyOf(received)));
  });
}

/** One that hangs up without a word counts as one where nobody listens. */
function replyOf(text: string): HealthReply {
  if (text === '') return { kind: 'refused' };
  const answer = text.length > ANSWER_BYTES_MAX ? undefined : readAnswer(text.split('\n', 1)[0] ?? '');
  return answer ? { kind: 'answer', answer } : { kind: 'garbled' };
}

function kindOf(error: NodeJS.ErrnoException): 'refused' | 'unreachable' {
  return error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' ? 'refused' : 'unreachable';
}
