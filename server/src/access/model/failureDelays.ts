import type { Clock } from '../../base/clock.ts';

export interface DelayRule {
  /** So many failures in a row cost nothing. */
  freeFailures: number;
  /** The wait after the first failure that costs; it doubles with each further one. */
  firstDelayMs: number;
  delayMsMax: number;
  /** Failures are forgotten when nothing has happened for so long. */
  forgetAfterMs: number;
}

/** More keys than this are not remembered: those that were quiet for longest are forgotten. */
const KEYS_MAX = 20_000;

interface Entry {
  failures: number;
  lastAtMs: number;
  /** What {@link lastAtMs} was before the latest attempt. */
  beforeAtMs: number;
}

/**
 * Slows down guessing: the more attempts of a key (a user, an address) fail in a row, the longer it has to wait.
 * It stands in the memory of one gateway: with several gateways a guesser gets as many more attempts, and the
 * directory's own lock-out counts for all of them.
 */
export class FailureDelays {
  readonly #rule: DelayRule;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(rule: DelayRule, clock: Clock) {
    this.#rule = rule;
    this.#clock = clock;
  }

  /**
   * Asks to make an attempt. It counts as failed from now on, so that attempts side by side gain nothing, until
   * {@link forgive} or {@link forget} says otherwise.
   * @returns 0 when it may go on, otherwise how many milliseconds to wait
   */
  begin(key: string): number {
    const now = this.#clock.now().getTime();
    const entry = this.#recent(key, now);
    const waitMs = entry.lastAtMs + this.#delayMs(entry.failures) - now;
    if (waitMs > 0) return waitMs;
    this.#remember(key, { failures: entry.failures + 1, lastAtMs: now, beforeAtMs: entry.lastAtMs });
    return 0;
  }

  /** The attempt did not fail: it does not count, and no wait begins with it. */
  forgive(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry || entry.failures === 0) return;
    entry.failures -= 1;
    entry.lastAtMs = entry.beforeAtMs;
  }

  /** The key has proved to be the right one: its failures are over. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  #recent(key: string, now: number): Entry {
    const entry = this.#entries.get(key);
    if (!entry || now - entry.lastAtMs > this.#rule.forgetAfterMs)
      return { failures: 0, lastAtMs: now, beforeAtMs: now };
    return entry;
  }

  #delayMs(failures: number): number {
    const costly = failures - this.#rule.freeFailures;
    if (costly < 0) return 0;
    return Math.min(this.#rule.firstDelayMs * 2 ** costly, this.#rule.delayMsMax);
  }

  /** Keeps the map in the order of use, so that its first key is the one that was quiet for longest. */
  #remember(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size <= KEYS_MAX) return;
    const [quietest] = this.#entries.keys();
    if (quietest !== undefined) this.#entries.delete(quietest);
  }
}
