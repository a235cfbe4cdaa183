/**
 * The client's microphone in the desktop. How to use it: in the user's gesture, `if (microphoneIsAvailable())
 * microphone = await openMicrophone(() => openChannel(url, token, { channel: 'microphone' }))`. The browser asks the
 * user; refused, it rejects with the browser's NotAllowedError or NotFoundError, before any channel is opened. Else it
 * rejects with a ChannelError: NOT_ALLOWED by the session policy. Until `microphone.close()`, or its end
 * (`microphone.ended`), the desktop hears what the user says; show that.
 */
import address from './audio.worklet.js';
import type { Channel } from './channel.ts';
import { SAMPLE_RATE } from './sound.ts';

const BITS_PER_SECOND = 32_000;
const MICROSECONDS = 1_000_000;
/** About two seconds: with so much on its way, what is said now would be heard too late. */
const WAITING_BYTES_MAX = 8 * 1024;

export interface Microphone {
  readonly ended: Promise<void>;
  /** Packets that were sent. */
  readonly packets: number;
  close(): void;
}

/** Whether this browser can encode the sound. */
export function microphoneIsAvailable(): boolean {
  return typeof AudioEncoder !== 'undefined' && 'mediaDevices' in navigator;
}

export async function openMicrophone(open: () => Promise<Channel>): Promise<Microphone> {
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const media = await navigator.mediaDevices.getUserMedia({ audio });
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
  const release = () => {
    for (const track of media.getTracks()) track.stop();
    void context.close();
  };
  try {
    await context.audioWorklet.addModule(address);
    return new Recorder(await open(), context, media, release);
  } catch (error) {
    release();
    throw error;
  }
}

class Recorder implements Microphone {
  readonly ended: Promise<void>;
  packets = 0;
  readonly #channel: Channel;
  readonly #encoder: AudioEncoder;
  #samples = 0;

  constructor(channel: Channel, context: AudioContext, media: MediaStream, release: () => void) {
    this.#channel = channel;
    this.#encoder = new AudioEncoder({ output: (chunk) => this.#send(chunk), error: () => this.close() });
    const bitrate = BITS_PER_SECOND;
    this.#encoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: 1, bitrate });
    const node = new AudioWorkletNode(context, 'alcove-recorder', { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => this.#encode(data);
    context.createMediaStreamSource(media).connect(node);
    for (const track of media.getTracks()) track.addEventListener('ended', () => this.close());
    this.ended = channel.ended.then(() => {
      node.port.onmessage = null;
      if (this.#encoder.state !== 'closed') this.#encoder.close();
      release();
    });
  }

  close(): void {
    this.#channel.close();
  }

  #encode(block: unknown): void {
    if (!(block instanceof Float32Array) || this.#encoder.state !== 'configured') return;
    const data = new AudioData({
      ...{ format: 'f32', sampleRate: SAMPLE_RATE, numberOfChannels: 1, numberOfFrames: block.length },
      ...{ timestamp: (this.#samples / SAMPLE_RATE) * MICROSECONDS, data: new Float32Array(block) },
    });
    this.#samples += block.length;
    this.#encoder.encode(data);
    data.close();
  }

  #send(chunk: EncodedAudioChunk): void {
    if (this.#channel.waitingBytes > WAITING_BYTES_MAX) return;
    const packet = new Uint8Array(chunk.byteLength);
    chunk.copyTo(packet);
    this.#channel.send(packet);
    this.packets += 1;
  }
}
