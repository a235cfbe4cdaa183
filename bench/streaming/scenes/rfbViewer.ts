import { ServerMessages } from '../../../server/src/streaming/rfb/serverMessages.ts';
import { hex, int32, keyEvent, setEncodings, uint16 } from '../../../server/src/streaming/rfb/testing.ts';
import { open, type Path, type Viewer } from '../relay/viewer.ts';

/** What noVNC 1.7 offers, as far as TigerVNC answers it, with its quality of 6 and compression of 2. */
const offered = [1, 7, -260, 16, 0, -26, -254, -223, -224, -258, -261, -308, -312, -313, -307, -239];
const VERSION = Buffer.from('RFB 003.008\n', 'latin1');
const END_OF_CONTINUOUS_UPDATES = 150;
const FENCE = 248;
const boundary = Buffer.alloc(0);

/** A viewer that decodes nothing: it answers fences, uses continuous updates, and counts what comes. */
export class RfbViewer {
  updates = 0;
  bytes = 0;
  /** Called with each message of the display. */
  onMessage: (message: Buffer) => void = () => undefined;
  readonly #viewer: Viewer;
  readonly #messages = new ServerMessages(() => ({ toDesktop: true, fromDesktop: true, bytesMax: 1e9 }));
  readonly #ready = Promise.withResolvers<void>();
  #greeting: Buffer = Buffer.alloc(0);
  /** What the display says before its ServerInit, step by step, and what is answered. */
  #steps: { bytes: number; answer: Buffer }[];
  #message: Buffer[] = [];
  #isInitialised = false;
  #size: Buffer = Buffer.alloc(4);
  #hasContinuousUpdates = false;

  private constructor(viewer: Viewer, handshakes: boolean) {
    this.#viewer = viewer;
    this.#steps = handshakes
      ? [
          { bytes: VERSION.length, answer: VERSION },
          { bytes: 3, answer: hex('01') }, // two security types: X509Vnc behind VeNCrypt, and none
          { bytes: 4, answer: hex('01') },
        ]
      : [];
    this.#messages.atBoundary = () => boundary;
    viewer.onData = (data) => this.#receive(data);
  }

  static async connect(path: Path): Promise<RfbViewer> {
    const viewer = new RfbViewer(await open(path), path.kind !== 'ours');
    await viewer.#ready.promise;
    return viewer;
  }

  key(keysym: number): void {
    this.#viewer.send(Buffer.concat([keyEvent(keysym, true), keyEvent(keysym, false)]));
  }

  pointer(x: number, y: number): void {
    this.#viewer.send(Buffer.concat([hex('05 00'), uint16(x), uint16(y)]));
  }

  close(): Promise<void> {
    return this.#viewer.close();
  }

  #receive(data: Buffer): void {
    let rest = data;
    const [step] = this.#steps;
    if (step) {
      this.#greeting = Buffer.concat([this.#greeting, data]);
      if (this.#greeting.length < step.bytes) return;
      rest = this.#greeting.subarray(step.bytes);
      this.#greeting = Buffer.alloc(0);
      this.#steps = this.#steps.slice(1);
      this.#viewer.send(step.answer);
      if (this.#steps.length > 0 && rest.length > 0) this.#receive(rest);
      if (this.#steps.length > 0 || rest.length === 0) return;
    }
    this.bytes += rest.length;
    for (const piece of this.#messages.push(rest)) {
      if (piece !== boundary) {
        this.#message.push(piece);
        continue;
      }
      const message = Buffer.concat(this.#message);
      this.#message = [];
      this.#handle(message);
    }
  }

  #handle(message: Buffer): void {
    if (!this.#isInitialised) {
      this.#isInitialised = true;
      this.#size = message.subarray(0, 4);
      this.#viewer.send(setEncodings(offered));
      this.#viewer.send(Buffer.concat([hex('03 00 0000 0000'), this.#size]));
      return;
    }
    const type = message[0];
    if (type === FENCE) this.#answerFence(message);
    if (type === END_OF_CONTINUOUS_UPDATES && !this.#hasContinuousUpdates) {
      this.#hasContinuousUpdates = true;
      this.#viewer.send(Buffer.concat([hex('96 01 0000 0000'), this.#size]));
    }
    if (type === 0) {
      this.updates += 1;
      this.#ready.resolve();
      if (!this.#hasContinuousUpdates) this.#viewer.send(Buffer.concat([hex('03 01 0000 0000'), this.#size]));
    }
    this.onMessage(message);
  }

  #answerFence(message: Buffer): void {
    const flags = message.readUInt32BE(4) & 3;
    this.#viewer.send(Buffer.concat([hex('f8 000000'), int32(flags), message.subarray(8)]));
  }
}
