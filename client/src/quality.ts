export const qualityChoices = ['auto', 'sharp', 'fast'] as const;
/** What the user prefers: `auto` follows the network. */
export type QualityChoice = (typeof qualityChoices)[number];

/** noVNC's levels, 0 to 9. */
export interface Levels {
  quality: number;
  compression: number;
}

const LEVEL_MAX = 6;
const LEVEL_MIN = 1;
/** The way takes so much longer than at its best: pictures wait on it. */
const QUEUED_MS = 60;
const CLEAR_MS = 25;
/** The pictures that wait when the level is lowered go first. */
const SETTLING_MS = 1500;
const FIRST_PATIENCE_MS = 8000;
const PATIENCE_MS_MAX = 120_000;
/** The best round trip is that of so long: people move from one network to another. */
const MEMORY_MS = 120_000;

/**
 * Chooses the quality of moving pictures by the measured round trip of the stream: down by two at once when pictures
 * queue up, up by one after a while without a queue, and later each time that going up was wrong.
 */
export class AdaptiveQuality {
  #level = LEVEL_MAX;
  #samples: { atMs: number; roundTripMs: number }[] = [];
  #changedAtMs = Number.NEGATIVE_INFINITY;
  #patienceMs = FIRST_PATIENCE_MS;

  get level(): number {
    return this.#level;
  }

  /** @returns the level from now on */
  take(roundTripMs: number, nowMs: number): number {
    this.#samples = this.#samples.filter(({ atMs }) => nowMs - atMs < MEMORY_MS);
    this.#samples.push({ atMs: nowMs, roundTripMs });
    const best = Math.min(...this.#samples.map((sample) => sample.roundTripMs));
    const queuedMs = roundTripMs - best;
    const sinceMs = nowMs - this.#changedAtMs;
    if (queuedMs > QUEUED_MS && sinceMs > SETTLING_MS) {
      if (sinceMs < this.#patienceMs) this.#patienceMs = Math.min(this.#patienceMs * 2, PATIENCE_MS_MAX);
      this.#change(this.#level - 2, nowMs);
    } else if (queuedMs < CLEAR_MS && sinceMs > this.#patienceMs) {
      this.#change(this.#level + 1, nowMs);
    }
    return this.#level;
  }

  #change(level: number, nowMs: number): void {
    const bounded = Math.max(LEVEL_MIN, Math.min(LEVEL_MAX, level));
    if (bounded === this.#level) return;
    this.#level = bounded;
    this.#changedAtMs = nowMs;
  }
}

/** The levels for a choice; the display itself mends what was lossy as soon as it rests. */
export function levelsFor(choice: QualityChoice, adaptiveLevel: number): Levels {
  const quality = { auto: adaptiveLevel, sharp: 9, fast: 2 }[choice];
  return { quality, compression: quality <= 3 ? 4 : 2 };
}
