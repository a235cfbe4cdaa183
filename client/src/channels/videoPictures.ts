import { codecOf } from './videoMessages.ts';

/** The decoder's way out of its own errors is a key frame. */
export class VideoLostError extends Error {
  override name = 'VideoLostError';
}

/** Decodes one H.264 stream by WebCodecs: a picture for each access unit, in their order. */
export class VideoPictures {
  readonly #waiting = new Map<number, PromiseWithResolvers<VideoFrame | undefined>>();
  #decoder: VideoDecoder | undefined;
  #codec: string | undefined;
  #count = 0;

  /**
   * The picture of an access unit; undefined where there is none any more because the stream was closed.
   * The caller closes it.
   * @throws VideoLostError until there is a key frame again
   */
  decode(accessUnit: Uint8Array<ArrayBuffer>, isKey: boolean): Promise<VideoFrame | undefined> {
    const decoder = isKey ? this.#prepared(accessUnit) : this.#decoder;
    if (decoder?.state !== 'configured') return Promise.reject(new VideoLostError());
    // Not a time: it says which picture is which.
    const timestamp = this.#count;
    this.#count += 1;
    const waiting = Promise.withResolvers<VideoFrame | undefined>();
    this.#waiting.set(timestamp, waiting);
    decoder.decode(new EncodedVideoChunk({ type: isKey ? 'key' : 'delta', timestamp, data: accessUnit }));
    return waiting.promise;
  }

  close(): void {
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
    for (const { resolve } of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }

  /** A decoder for what begins with this key frame: the same one, as long as nothing else is needed. */
  #prepared(keyFrame: Uint8Array): VideoDecoder | undefined {
    const codec = codecOf(keyFrame);
    if (codec === undefined) return undefined;
    if (this.#decoder?.state === 'configured' && codec === this.#codec) return this.#decoder;
    if (!this.#decoder || this.#decoder.state === 'closed') this.#decoder = this.#newDecoder();
    this.#decoder.configure({ codec, optimizeForLatency: true });
    this.#codec = codec;
    return this.#decoder;
  }

  #newDecoder(): VideoDecoder {
    return new VideoDecoder({
      output: (frame) => {
        const waiting = this.#waiting.get(frame.timestamp);
        this.#waiting.delete(frame.timestamp);
        if (waiting) waiting.resolve(frame);
        else frame.close();
      },
      error: () => {
        for (const { reject } of this.#waiting.values()) reject(new VideoLostError());
        this.#waiting.clear();
      },
    });
  }
}
