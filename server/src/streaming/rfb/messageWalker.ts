/** What a walker does when it has the bytes that it waited for: `bytes` holds them from `at` on. */
export type Step = (bytes: Buffer, at: number) => void;

/** The longest head that a walker asks for at once. */
const HEAD_BYTES_MAX = 64;
/** Pieces that are held back are gathered when they are smaller than this, in buffers of that size. */
const GATHERED_BELOW_BYTES = 1024;
const GATHERED_BYTES = 4096;

type Mode = 'passing' | 'holding' | 'dropping';

/**
 * Goes from message to message through a stream that comes in pieces, and says what of it goes on. It looks at the
 * heads that it asks for and skips the rest by its length: what passes is handed on in the buffer that it came in, or
 * as a part of it. Only a message whose fate is not known yet is held back.
 */
export abstract class MessageWalker {
  readonly #head = Buffer.alloc(HEAD_BYTES_MAX);
  #filled = 0;
  #needed = 1;
  #toSkip = 0;
  #step: Step = this.onMessage;
  #mode: Mode = 'passing';
  #chunk: Buffer = this.#head;
  /** Where we are in the chunk. */
  #position = 0;
  /** What of the chunk lies before this has been dealt with. */
  #from = 0;
  /** Where in the chunk the message begins, or goes on, that is held back. */
  #holdFrom = 0;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Where small pieces are gathered: each by itself would take many times its size. */
  #gathered: Buffer = Buffer.alloc(0);
  #gatheredBytes = 0;
  #out: Buffer[] = [];

  /**
   * Takes the stream's next bytes.
   * @returns what goes on, in its order
   * @throws what a step throws; after that nothing more may be pushed
   */
  push(chunk: Buffer): readonly Buffer[] {
    this.#chunk = chunk;
    this.#position = 0;
    this.#from = 0;
    this.#holdFrom = 0;
    this.#out = [];
    this.#walk();
    this.#keepRest();
    return this.#out;
  }

  /** How much is held back at the moment. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether all messages that have begun are complete. */
  get isBetween(): boolean {
    return this.#step === this.onMessage;
  }

  /** Called at the first byte of each message; asks for its head. */
  protected abstract onMessage(bytes: Buffer, at: number): void;

  /** Passes over `skip` bytes, and calls the step when the `head` bytes after them are there. */
  protected next(skip: number, head: number, step: Step): void {
    this.#toSkip = skip;
    this.#needed = head;
    this.#step = step;
  }

  /** The message is over after `skip` bytes more; {@link onMessage} is called with the first `head` of the next. */
  protected end(skip: number): void {
    this.next(skip, 0, this.#onEnd);
  }

  /** Called between two messages; what it returns goes on between them. */
  protected between(): Buffer | undefined {
    return undefined;
  }

  /** Called in {@link onMessage}: nothing of the message goes on until its fate is decided. */
  protected hold(): void {
    this.#mode = 'holding';
    this.#holdFrom = this.#position - 1;
  }

  /** What is held back goes on, and so does what follows. */
  protected pass(): void {
    this.#mode = 'passing';
    this.#release();
  }

  /** What is held back is left out, and so is the rest of the message. */
  protected drop(): void {
    this.#emit(this.#from, this.#holdFrom);
    this.#forget();
    this.#mode = 'dropping';
  }

  /** Something else goes on in the place of what is held back, which is the whole message. */
  protected replace(message: Buffer): void {
    this.drop();
    this.#out.push(message);
  }

  /** What is held back, in one piece. */
  protected heldMessage(): Buffer {
    const here = this.#chunk.subarray(this.#holdFrom, this.#position);
    return this.#held.length === 0 ? here : Buffer.concat([...this.#held, here]);
  }

  #walk(): void {
    const { length } = this.#chunk;
    for (;;) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, length - this.#position);
        this.#position += skipped;
        this.#toSkip -= skipped;
        if (this.#toSkip > 0) return;
      }
      if (!this.#takeHead()) return;
    }
  }

  /** Calls the step if its bytes are there. */
  #takeHead(): boolean {
    const needed = this.#needed;
    const start = this.#position;
    if (this.#filled === 0 && this.#chunk.length - start >= needed) {
      this.#position = start + needed;
      this.#step(this.#chunk, start);
      return true;
    }
    const copied = this.#chunk.copy(this.#head, this.#filled, start, start + needed - this.#filled);
    this.#position = start + copied;
    this.#filled += copied;
    if (this.#filled < needed) return false;
    this.#filled = 0;
    this.#step(this.#head, 0);
    return true;
  }

  #onEnd(): void {
    if (this.#mode === 'dropping') this.#from = this.#position;
    this.#mode = 'passing';
    const inserted = this.between();
    if (inserted) {
      this.#emit(this.#from, this.#position);
      this.#from = this.#position;
      this.#out.push(inserted);
    }
    this.next(0, 1, this.onMessage);
  }

  #emit(from: number, to: number): void {
    if (to <= from) return;
    const whole = from === 0 && to === this.#chunk.length;
    this.#out.push(whole ? this.#chunk : this.#chunk.subarray(from, to));
  }

  #keep(piece: Buffer): void {
    this.#heldBytes += piece.length;
    if (piece.length >= GATHERED_BELOW_BYTES) {
      this.#held.push(piece);
      this.#gathered = Buffer.alloc(0);
      return;
    }
    if (this.#gathered.length - this.#gatheredBytes < piece.length) {
      this.#gathered = Buffer.allocUnsafe(GATHERED_BYTES);
      this.#gatheredBytes = 0;
    }
    if (this.#gatheredBytes > 0) this.#held.pop(); // what stands there is the part that was full till now
    this.#gatheredBytes += piece.copy(this.#gathered, this.#gatheredBytes);
    this.#held.push(this.#gathered.subarray(0, this.#gatheredBytes));
  }

  #release(): void {
    this.#out.push(...this.#held);
    this.#forget();
  }

  #forget(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#gathered = Buffer.alloc(0);
    this.#gatheredBytes = 0;
  }

  /** At the end of a chunk. */
  #keepRest(): void {
    const chunk = this.#chunk;
    if (this.#mode === 'passing') this.#emit(this.#from, chunk.length);
    if (this.#mode === 'holding') {
      this.#emit(this.#from, this.#holdFrom);
      this.#keep(chunk.subarray(this.#holdFrom));
    }
    this.#chunk = this.#head;
  }
}
