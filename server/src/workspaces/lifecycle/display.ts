import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 50;
const SILENCE_MS = 1000;
const ANSWER_TIMEOUT_MS = 2_000;
/** The beginning of every RFB connection (RFC 6143, section 7.1.1). */
const BANNER = /^RFB \d{3}\.\d{3}\n/;
const BANNER_LENGTH = 12;

export interface Patience {
  timeoutMs: number;
  signal: AbortSignal;
  /** Called about every second while there is no answer; what it throws ends the wait. */
  onSilence?: () => Promise<void>;
}

/**
 * Waits until a desktop's display answers.
 * @throws Error saying what the last look found, after `timeoutMs` or when the signal is aborted
 */
export async function waitForDisplay(
  address: string,
  port: number,
  { timeoutMs, signal, onSilence }: Patience,
): Promise<void> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let askedAt = performance.now();
  for (;;) {
    const problem = await displayProblem(address, port);
    if (problem === undefined) return;
    if (end.aborted) throw new Error(`The desktop's display at ${address} does not answer: ${problem}.`);
    if (onSilence && performance.now() - askedAt > SILENCE_MS) {
      await onSilence();
      askedAt = performance.now();
    }
    // Nothing tells from outside when a display begins to listen: the next look has to.
    await delay(RETRY_MS);
  }
}

/** Looks at a display once: undefined when it speaks RFB, else what is wrong. */
export function displayProblem(address: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let received = '';
    const socket = createConnection({ host: address, port });
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => end('it says nothing'));
    socket.on('error', (error) => end(error.message));
    socket.on('close', () => end('it closes the connection'));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.length >= BANNER_LENGTH) end(BANNER.test(received) ? undefined : 'it does not speak RFB');
    });
  });
}
