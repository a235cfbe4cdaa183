/** For tests: what comes by itself and is taken one by one, in its order. One may be waited for at a time. */
export class Arrivals<Item> {
  readonly #waiting: Item[] = [];
  #wanted: ((item: Item) => void) | undefined;

  add(item: Item): void {
    if (this.#wanted) this.#wanted(item);
    else this.#waiting.push(item);
    this.#wanted = undefined;
  }

  /** The next one, when it has come. */
  async next(): Promise<Item> {
    const item = this.#waiting.shift();
    if (item !== undefined) return item;
    return await new Promise((resolve) => {
      this.#wanted = resolve;
    });
  }
}
