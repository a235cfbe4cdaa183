import { setTimeout as delay } from 'node:timers/promises';

/** A machine that has other things to do takes so many times as long as a quiet one. */
const PATIENCE = 4;

/**
 * Asks again and again until the answer is not undefined.
 * @param seconds what it may take on a quiet machine
 * @throws Error naming `what` when it takes several times as long
 */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * PATIENCE * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not after ${seconds * PATIENCE} s`);
    await delay(250);
  }
}
