/** Runs pieces of work one after the other, in the order of asking. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  async run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    // A piece that fails does not hinder the next; who asked for it sees the error.
    this.#last = result.catch(() => undefined);
    return await result;
  }
}
