/**
 * What the desktop plays. How to use it: `if (soundIsAvailable()) sound = await playSound(await openChannel(url, token,
 * { channel: 'sound' }))` when the desktop is connected. Browsers play nothing before the page was used: where
 * `sound.needsGesture`, call `sound.resume()` at the next click or key. `sound.setVolume(0…1)` is the toolbar's;
 * with 0 nothing is decoded either. It ends with the channel (`sound.ended`) or by `sound.close()`, after which the
 * desktop has nothing to encode.
 */
import address from './audio.worklet.js';
import type { Channel } from './channel.ts';
import { readPacket } from './framing.ts';

export const SAMPLE_RATE = 48_000;
const CHANNELS = 2;
const MICROSECONDS = 1_000_000;

export interface Sound {
  readonly ended: Promise<void>;
  /** Whether the browser waits for the user to do something with the page. */
  readonly needsGesture: boolean;
  /** For tests and the network check: packets that came, and the loudest sample of the latest one. */
  readonly statistics: Readonly<{ packets: number; bytes: number; peak: number }>;
  setVolume(volume: number): void;
  resume(): Promise<void>;
  close(): void;
}

/** Whether this browser can decode the sound. */
export function soundIsAvailable(): boolean {
  return typeof AudioDecoder !== 'undefined' && typeof AudioWorkletNode !== 'undefined';
}

export async function playSound(channel: Channel): Promise<Sound> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
  try {
    await context.audioWorklet.addModule(address);
  } catch (error) {
    channel.close();
    await context.close();
    throw error;
  }
  return new Player(channel, context);
}

class Player implements Sound {
  readonly ended: Promise<void>;
  readonly statistics = { packets: 0, bytes: 0, peak: 0 };
  readonly #channel: Channel;
  readonly #context: AudioContext;
  readonly #gain: GainNode;
  readonly #node: AudioWorkletNode;
  #decoder = this.#newDecoder();
  #muted = false;

  constructor(channel: Channel, context: AudioContext) {
    this.#channel = channel;
    this.#context = context;
    this.#gain = context.createGain();
    const outputChannelCount = [CHANNELS];
    this.#node = new AudioWorkletNode(context, 'alcove-player', { numberOfInputs: 0, outputChannelCount });
    this.#node.connect(this.#gain).connect(context.destination);
    this.ended = this.#run();
  }

  get needsGesture(): boolean {
    return this.#context.state === 'suspended';
  }

  setVolume(volume: number): void {
    this.#gain.gain.value = volume;
    this.#muted = volume === 0;
  }

  async resume(): Promise<void> {
    await this.#context.resume();
  }

  close(): void {
    this.#channel.close();
  }

  async #run(): Promise<void> {
    for (let message = await this.#channel.next(); message; message = await this.#channel.next()) {
      this.#take(message);
    }
    if (this.#decoder.state !== 'closed') this.#decoder.close();
    await this.#context.close();
  }

  #take(message: Uint8Array): void {
    const read = readPacket(message);
    if (!read) return;
    this.statistics.packets += 1;
    this.statistics.bytes += message.length;
    // A suspended context would only store what it gets.
    if (this.#muted || this.needsGesture) return;
    if (this.#decoder.state === 'closed') this.#decoder = this.#newDecoder();
    const timestamp = (read.time / SAMPLE_RATE) * MICROSECONDS;
    this.#decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: read.packet }));
  }

  /** A damaged packet closes a decoder for ever; the next one gets another. */
  #newDecoder(): AudioDecoder {
    const decoder = new AudioDecoder({ output: (data) => this.#play(data), error: () => undefined });
    decoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: CHANNELS });
    return decoder;
  }

  #play(data: AudioData): void {
    const sides = Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex, format: 'f32-planar' });
      return samples;
    });
    data.close();
    this.statistics.peak = peakOf(sides[0]);
    this.#node.port.postMessage(
      sides,
      sides.map(({ buffer }) => buffer),
    );
  }
}

function peakOf(samples: Float32Array | undefined): number {
  let peak = 0;
  for (const sample of samples ?? []) peak = Math.max(peak, Math.abs(sample));
  return peak;
}
