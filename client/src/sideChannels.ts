import type { Allowance } from '../../server/src/streaming/model/messages.ts';
import { type Channel, ChannelError, channelUrl, openChannel } from './channels/channel.ts';
import type { OpenChannel } from './channels/files.ts';
import { type Microphone, microphoneIsAvailable, openMicrophone } from './channels/microphone.ts';
import type { PixelTap } from './channels/pixelGate.ts';
import { type Print, receivePrints } from './channels/print.ts';
import { playSound, type Sound, soundIsAvailable } from './channels/sound.ts';
import { redirectTimeZone } from './channels/timezone.ts';
import { openVideo, type Video, videoIsAvailable } from './channels/video.ts';

export interface SideChannelOptions {
  /** The bundle's protocol asks for the video stream. */
  video: boolean;
  allows: Pick<Allowance, 'printing' | 'timeZone'>;
  onPrint: (print: Print) => void;
}

/** All that goes beside the pixels of one connection; what the desktop or the policy does not have is left out. */
export class SideChannels {
  readonly open: OpenChannel;
  readonly #tap: PixelTap;
  readonly #canvas: () => HTMLCanvasElement | null;
  #sound: Sound | undefined;
  #microphone: Microphone | undefined;
  #video: Video | undefined;
  #isClosed = false;

  constructor(channelToken: string, tap: PixelTap, canvas: () => HTMLCanvasElement | null) {
    const url = channelUrl(new URL(window.location.href));
    this.open = (request) => openChannel(url, channelToken, request);
    this.#tap = tap;
    this.#canvas = canvas;
  }

  get hasSound(): boolean {
    return this.#sound !== undefined;
  }

  get hasMicrophone(): boolean {
    return this.#microphone !== undefined;
  }

  get hasVideo(): boolean {
    return this.#video !== undefined;
  }

  /** Opens what needs no asking; when the desktop is connected. */
  begin({ video, allows, onPrint }: SideChannelOptions): void {
    if (allows.timeZone) attempt(() => redirectTimeZone(this.open));
    attempt(() => this.playSound());
    if (allows.printing) {
      attempt(async () => receivePrints(await this.open({ channel: 'print' }), onPrint));
    }
    if (video) attempt(() => this.showVideo());
  }

  async playSound(): Promise<void> {
    if (this.#sound || !soundIsAvailable()) return;
    const channel = await this.#opened('sound');
    if (!channel) return;
    const sound = await playSound(channel);
    this.#sound = sound;
    void sound.ended.then(() => {
      if (this.#sound === sound) this.#sound = undefined;
    });
    if (!sound.needsGesture) return;
    const resume = () => void sound.resume();
    for (const type of ['pointerdown', 'keydown']) {
      addEventListener(type, resume, { once: true, capture: true });
    }
  }

  stopSound(): void {
    this.#sound?.close();
    this.#sound = undefined;
  }

  /** @throws ChannelError, or the browser's NotAllowedError and NotFoundError */
  async startMicrophone(): Promise<void> {
    if (this.#microphone || !microphoneIsAvailable()) return;
    const microphone = await openMicrophone(() => this.open({ channel: 'microphone' }));
    this.#microphone = microphone;
    void microphone.ended.then(() => {
      if (this.#microphone === microphone) this.#microphone = undefined;
    });
  }

  stopMicrophone(): void {
    this.#microphone?.close();
    this.#microphone = undefined;
  }

  /** Lets the video stream draw the screen; the pixel-exact stream goes on where there is none. */
  async showVideo(): Promise<void> {
    const canvas = this.#canvas();
    if (this.#video || !canvas || !(await videoIsAvailable())) return;
    const channel = await this.#opened('video');
    if (!channel) return;
    const video = openVideo(channel, canvas, {
      onStarted: () => this.#tap.setOpen(false),
      onEnded: () => {
        if (this.#video === video) this.#video = undefined;
        if (!this.#isClosed) this.#tap.setOpen(true);
      },
    });
    this.#video = video;
  }

  stopVideo(): void {
    this.#video?.close();
  }

  close(): void {
    this.#isClosed = true;
    this.stopSound();
    this.stopMicrophone();
    this.stopVideo();
  }

  async #opened(name: 'sound' | 'video'): Promise<Channel | undefined> {
    const channel = await this.open({ channel: name });
    if (!this.#isClosed) return channel;
    channel.close();
    return undefined;
  }
}

/** What there is not, by the policy or in this desktop, is not missed: whoever asks for it by hand is told. */
function attempt(open: () => Promise<unknown>): void {
  open().catch((error: unknown) => {
    if (!(error instanceof ChannelError)) console.warn('A side channel was not opened:', error);
  });
}
