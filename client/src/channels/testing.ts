import type { ChannelEnd, ChannelRequest } from '../../../server/src/streaming/model/channels.ts';
import { type Channel, ChannelError } from './channel.ts';

/** For tests: a channel whose other end the test is. */
export class FakeChannel implements Channel {
  readonly sent: Uint8Array<ArrayBuffer>[] = [];
  readonly ended: Promise<ChannelError>;
  waitingBytes = 0;
  readonly #end: (error: ChannelError) => void;
  readonly #messages: Uint8Array<ArrayBuffer>[] = [];
  readonly #wanted: ((message: Uint8Array<ArrayBuffer> | undefined) => void)[] = [];
  #isOver = false;

  constructor(...messages: (object | string)[]) {
    const { promise, resolve } = Promise.withResolvers<ChannelError>();
    this.ended = promise;
    this.#end = resolve;
    for (const message of messages) this.say(message);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The desktop says something: an object as JSON. */
  say(message: object | string): void {
    const bytes = new TextEncoder().encode(typeof message === 'string' ? message : JSON.stringify(message));
    const wanted = this.#wanted.shift();
    if (wanted) wanted(bytes);
    else this.#messages.push(bytes);
  }

  over(end: ChannelEnd = 'DONE'): void {
    this.#isOver = true;
    for (const wanted of this.#wanted.splice(0)) wanted(undefined);
    this.#end(new ChannelError(end));
  }

  next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const message = this.#messages.shift();
    if (message || this.#isOver) return Promise.resolve(message);
    return new Promise((resolve) => this.#wanted.push(resolve));
  }

  send(payload: Uint8Array<ArrayBuffer>): void {
    this.sent.push(payload);
  }

  close(): void {
    this.over();
  }

  get sentText(): string {
    return this.sent.map((payload) => new TextDecoder().decode(payload)).join('');
  }
}

/** For tests: opens one channel after the other, or refuses, and remembers what was asked for. */
export function fakeOpen(...outcomes: (FakeChannel | ChannelError)[]) {
  const requests: ChannelRequest[] = [];
  const open = async (request: ChannelRequest): Promise<Channel> => {
    requests.push(request);
    const outcome = outcomes.shift();
    if (!outcome || outcome instanceof ChannelError) throw outcome ?? new Error('No more channels.');
    return outcome;
  };
  return { open, requests };
}
