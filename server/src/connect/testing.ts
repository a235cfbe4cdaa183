import { createDecipheriv } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { vncChallengeResponse } from '../base/vncAuthentication.ts';
import { ByteReader } from '../streaming/rfb/byteReader.ts';
import type { Prompts } from './prompts.ts';
import type { ConnectEvent } from './report.ts';

/** A VNC viewer, up to where the desktop begins to speak. */
export class FakeVncViewer {
  readonly socket: Socket;
  readonly reader: ByteReader;
  /** When the other side has gone. */
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.reader = new ByteReader(socket);
    this.closed = once(socket, 'close');
  }

  /** @returns undefined where the password is refused */
  static async open(port: number, password: string): Promise<FakeVncViewer | undefined> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const viewer = new FakeVncViewer(socket);
    const { reader } = viewer;
    await reader.read(12);
    socket.write('RFB 003.008\n');
    await reader.read(2);
    socket.write(Buffer.from([2]));
    socket.write(vncChallengeResponse(password, await reader.read(16)));
    if ((await reader.readUint32()) !== 0) {
      socket.destroy();
      return undefined;
    }
    socket.write(Buffer.from([1]));
    return viewer;
  }
}

/** Answers questions from a list. */
export function answers(
  given: Record<string, string[]>,
  isInteractive = true,
): Prompts & { asked: string[] } {
  const asked: string[] = [];
  const answer = async (question: string) => {
    asked.push(question);
    const next = given[question]?.shift();
    if (next === undefined) throw new Error(`Nobody answers '${question}'.`);
    return next;
  };
  return { isInteractive, asked, ask: answer, askSecret: answer, close: () => undefined };
}

/** Keeps what is reported, and tells those who wait for it. */
export class Events {
  readonly all: ConnectEvent[] = [];
  readonly #waiting = new Set<() => void>();

  readonly report = (event: ConnectEvent): void => {
    this.all.push(event);
    for (const wake of this.#waiting) wake();
  };

  /** The nth event of the name, from 1, once it is there. */
  async next<Name extends ConnectEvent['event']>(
    name: Name,
    count = 1,
  ): Promise<Extract<ConnectEvent, { event: Name }>> {
    for (;;) {
      const found = this.all.filter((event) => event.event === name)[count - 1];
      if (found) return found as Extract<ConnectEvent, { event: Name }>;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }
}

/** The key of vncPasswordFile, with the bits of each byte the other way round, as DES wants it. */
const FILE_KEY = Buffer.from('e84ad660c4721ae0', 'hex');

/** The password in a VNC password file, as a viewer reads it. */
export function vncFilePassword(file: Buffer): string {
  const key = Buffer.concat([FILE_KEY, FILE_KEY, FILE_KEY]);
  const cipher = createDecipheriv('des-ede3-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(file), cipher.final()]).toString('latin1');
}
