/** A link of so much a second each way, and so long a way: what passes is queued as a router with a deep buffer would. */
export interface LinkProperties {
  name: string;
  bitsPerSecond: number;
  roundTripMs: number;
}

/** One direction of it, for any number of streams. */
export class Direction {
  readonly #link: LinkProperties;
  /** In the order in which they arrive; a timer for each would not keep it. */
  readonly #onTheirWay: { arrivesAt: number; deliver: () => void }[] = [];
  #freeAt = 0;
  bytes = 0;

  constructor(link: LinkProperties) {
    this.#link = link;
  }

  /** How long the newest byte waits for those before it. */
  get queueMs(): number {
    return Math.max(0, this.#freeAt - performance.now());
  }

  pass(data: Buffer, deliver: (data: Buffer) => void): void {
    this.bytes += data.length;
    const { bitsPerSecond, roundTripMs } = this.#link;
    if (!Number.isFinite(bitsPerSecond)) {
      deliver(data);
      return;
    }
    const now = performance.now();
    this.#freeAt = Math.max(now, this.#freeAt) + (data.length * 8000) / bitsPerSecond;
    const arrivesAt = this.#freeAt + roundTripMs / 2;
    if (this.#onTheirWay.push({ arrivesAt, deliver: () => deliver(data) }) === 1) this.#await(arrivesAt);
  }

  #await(arrivesAt: number): void {
    setTimeout(() => this.#arrive(), arrivesAt - performance.now());
  }

  #arrive(): void {
    for (let next = this.#onTheirWay[0]; next; next = this.#onTheirWay[0]) {
      if (next.arrivesAt > performance.now()) {
        this.#await(next.arrivesAt);
        return;
      }
      next.deliver();
      this.#onTheirWay.shift();
    }
  }
}
