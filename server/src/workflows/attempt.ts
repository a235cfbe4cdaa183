/** How long work may go on after its signal was aborted, before it is left to itself. */
export const SETTLE_GRACE_MS = 10_000;

/** The limits of one attempt. */
export interface AttemptLimits {
  signal: AbortSignal;
  timeoutMs?: number | undefined;
  settleGraceMs?: number;
}

/**
 * Runs `work` with a signal that is aborted with the given one or when the time is over, and waits for it to settle:
 * what it did until then counts. Work that does not heed its signal is given up after a grace.
 */
export async function runAttempt<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { signal, timeoutMs, settleGraceMs = SETTLE_GRACE_MS }: AttemptLimits,
): Promise<T> {
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const combined = timeout ? AbortSignal.any([signal, timeout]) : signal;
  let timer: NodeJS.Timeout | undefined;
  const finished = new AbortController();
  const givenUp = new Promise<never>((_, reject) => {
    const onAbort = () => {
      timer = setTimeout(() => reject(new Error('It did not stop when it was asked to.')), settleGraceMs);
    };
    combined.addEventListener('abort', onAbort, { signal: finished.signal });
  });
  try {
    return await Promise.race([work(combined), givenUp]);
  } catch (error) {
    if (timeout?.aborted && !signal.aborted) {
      throw new Error(`It took longer than ${timeoutMs} ms.`, { cause: error });
    }
    throw error;
  } finally {
    finished.abort();
    clearTimeout(timer);
  }
}
