/** Waits; goes on at once when the browser says that the network is back, or when the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const goOn = () => resolve();
  const timer = setTimeout(goOn, milliseconds);
  addEventListener('online', goOn);
  signal.addEventListener('abort', goOn);
  if (signal.aborted) goOn();
  return promise.finally(() => {
    clearTimeout(timer);
    removeEventListener('online', goOn);
    signal.removeEventListener('abort', goOn);
  });
}

const FIRST_PAUSE_MS = 500;
const PAUSE_MS_MAX = 8000;
/** It is tried again for so long where there was no connection yet. */
const GIVE_UP_AFTER_MS = 60_000;
/** And after a cut: the longest that a session may be resumed by default; the gateway says when it is too late. */
const RESUME_MS = 20 * 60_000;
/** A connection that lasted so long was a good one: its cut begins anew. */
const GOOD_AFTER_MS = 10_000;

/** Decides how long to wait before the next attempt to connect, and when to give up. */
export class Retries {
  #since: number | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #giveUpAfterMs = GIVE_UP_AFTER_MS;

  /**
   * @param connectedForMs how long the connection that was cut had lasted; 0 if there was none
   * @returns milliseconds, or undefined to give up; the next call after that begins anew
   */
  next(nowMs: number, connectedForMs: number): number | undefined {
    if (this.#since === undefined || connectedForMs >= GOOD_AFTER_MS) {
      this.#since = nowMs;
      this.#pauseMs = FIRST_PAUSE_MS;
    }
    if (connectedForMs >= GOOD_AFTER_MS) this.#giveUpAfterMs = RESUME_MS;
    if (nowMs - this.#since > this.#giveUpAfterMs) {
      this.#since = undefined;
      return undefined;
    }
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
    return pauseMs;
  }
}
