import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  intervalMs: number;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Tries `attempt` again and again until it succeeds. For what tells nobody that it has become ready.
 * @throws whatever the last attempt threw, when the time is over; the signal's reason, when it is aborted
 */
export async function until<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  { intervalMs, timeoutMs, signal }: UntilOptions,
): Promise<T> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await attempt(either);
    } catch (error) {
      if (either.aborted) throw signal?.aborted ? signal.reason : error;
    }
    await delay(intervalMs, undefined, { signal: either }).catch(() => undefined); // the loop looks at the signals
  }
}
