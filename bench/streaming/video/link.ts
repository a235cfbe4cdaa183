/** A link of so much a second each way, and so long a way: what passes is queued as a router with a deep buffer would. */
export interface LinkProperties {
  name: string;
  bitsPerSecond: number;
  roundTripMs: number;
}

/** One direction of it, for any number of streams. */
export class Direction {
  readonly #link: LinkProperties;
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
    setTimeout(() => deliver(data), this.#freeAt - now + roundTripMs / 2);
  }
}
