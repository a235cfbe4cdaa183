import { Interrupted } from '../../../workflows/interruption.ts';
import type { Boundary, OnBoundary } from '../../../workflows/task.ts';
import type { World } from './world.ts';

/** The boundaries of steps, such as `volumes before` and `volumes after`. */
export function boundariesOf(steps: readonly string[]): string[] {
  return steps.flatMap((step) => [`${step} before`, `${step} after`]);
}

/** Lets a worker leave runs where it is told, as a killed one would: nothing of the step is recorded. */
export class Crashes {
  readonly #planned = new Map<string, string>();
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  /** @param boundary such as `volumes before`, or `undo volumes after` */
  plan(key: string, boundary: string): void {
    this.#planned.set(key, boundary);
  }

  /** Whether every planned crash has happened. */
  get isSpent(): boolean {
    return this.#planned.size === 0;
  }

  /** For {@link World.startWorker}. */
  readonly onBoundary: OnBoundary = async ({ runId, step, undo, phase }: Boundary) => {
    const key = await this.#world().keyOf(runId);
    if (this.#planned.get(key) !== `${undo ? 'undo ' : ''}${step} ${phase}`) return;
    this.#planned.delete(key);
    throw new Interrupted({ kind: 'unavailable' });
  };
}
