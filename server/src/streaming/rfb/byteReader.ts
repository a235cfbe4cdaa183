import type { Readable } from 'node:stream';

/** The other side closed the stream in the middle of something. */
export class StreamEndedError extends Error {
  override name = 'StreamEndedError';
}

/** Reads exact numbers of bytes from a stream and leaves what follows them in it. */
export class ByteReader {
  readonly #stream: Readable;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  /** @throws StreamEndedError, or the stream's error */
  async read(length: number): Promise<Buffer> {
    const data = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      // No more than is there: a stream that is asked for more says at once, and again and again, that it has some;
      // asked for nothing it looks for more, or for its end.
      const available = Math.min(length - filled, this.#stream.readableLength);
      const piece = this.#stream.read(available) as Buffer | null;
      if (piece) filled += piece.copy(data, filled);
      else await this.#change();
    }
    return data;
  }

  async readUint8(): Promise<number> {
    return (await this.read(1)).readUInt8();
  }

  async readUint32(): Promise<number> {
    return (await this.read(4)).readUInt32BE();
  }

  /** Until there is more to read, or there never will be. */
  async #change(): Promise<void> {
    const stream = this.#stream;
    if (stream.readableEnded || stream.destroyed) {
      throw stream.errored ?? new StreamEndedError('The desktop closed the connection.');
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const wake = () => resolve();
    stream.once('readable', wake).once('end', wake).once('close', wake).once('error', reject);
    await promise.finally(() => {
      stream.off('readable', wake).off('end', wake).off('close', wake).off('error', reject);
    });
  }
}
