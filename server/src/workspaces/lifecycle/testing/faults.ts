/**
 * Lets calls to a fake fail. `before`: nothing was done yet; `after`: the call did its work, and its answer was lost.
 */
export class Faults {
  readonly #plans = new Map<string, { phase: 'before' | 'after'; error: Error; times: number }>();

  /** @param call such as `createInstance ws-1a2b3c4d5`, or `createInstance` for whoever comes first */
  plan(call: string, phase: 'before' | 'after', error = new Error(`${call} failed`), times = 1): void {
    this.#plans.set(call, { phase, error, times });
  }

  /** Whether all that was planned has happened. */
  get isSpent(): boolean {
    return this.#plans.size === 0;
  }

  async around<T>(method: string, name: string, work: () => T): Promise<T> {
    this.#hit(method, name, 'before');
    const result = work();
    this.#hit(method, name, 'after');
    return result;
  }

  #hit(method: string, name: string, phase: 'before' | 'after'): void {
    for (const call of [`${method} ${name}`, method]) {
      const plan = this.#plans.get(call);
      if (plan?.phase !== phase) continue;
      plan.times--;
      if (plan.times === 0) this.#plans.delete(call);
      throw plan.error;
    }
  }
}
