import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { testDirectory } from '../access/testing.ts';
import { changeSessionPolicy, type SessionPolicyPart } from '../workspaces/index.ts';
import {
  clipboardFlags,
  cutText,
  extendedCutText,
  int32,
  keyEvent,
  providedText,
  setEncodings,
} from './rfb/testing.ts';
import { useGateway } from './testing-gateway.ts';

const at = useGateway('127.0.8.24');

const setPolicy = (part: SessionPolicyPart) =>
  changeSessionPolicy(
    at.database,
    { accountId: '000000000000', region: 'us-east-1' },
    testDirectory.directoryId,
    () => part,
  );

afterEach(() => setPolicy({}));

const bell = Buffer.from([2]);
const key = keyEvent(0x61, true);
const text = 'ein Geheimnis';

/** All ways that a clipboard has to leave its side. */
function contents(type: 3 | 6): Buffer[] {
  return [
    cutText(type, Buffer.from(text)),
    extendedCutText(type, clipboardFlags.NOTIFY),
    extendedCutText(type, clipboardFlags.PROVIDE, providedText(text)),
  ];
}
/** And all ways to ask the other side for its own. */
function requests(type: 3 | 6): Buffer[] {
  return [extendedCutText(type, clipboardFlags.REQUEST), extendedCutText(type, clipboardFlags.PEEK)];
}

/** Reads from a desktop what arrives there. */
function listen(desktop: Duplex): { read(length: number): Promise<Buffer> } {
  let received = Buffer.alloc(0);
  desktop.on('data', (data: Buffer) => {
    received = Buffer.concat([received, data]);
  });
  return {
    async read(length) {
      await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(length), { timeout: 20_000 });
      const data = received.subarray(0, length);
      received = received.subarray(length);
      return data;
    },
  };
}

/** A client and a desktop that say all that they can of their clipboards, and what arrives of it on either side. */
async function exchange() {
  const { viewer, desktop } = await at.connect();
  const atDesktop = listen(desktop);
  /** What the desktop gets of messages of the client, up to a key that is let through always. */
  const fromClient = async (messages: Buffer[], passed: Buffer[]) => {
    for (const message of messages) viewer.webSocket.send(message);
    viewer.webSocket.send(key);
    const expected = Buffer.concat([...passed, key]);
    expect(await atDesktop.read(expected.length)).toEqual(expected);
  };
  const fromDesktop = async (messages: Buffer[], passed: Buffer[]) => {
    desktop.write(Buffer.concat([...messages, bell]));
    const expected = Buffer.concat([...passed, bell]);
    expect(await viewer.read(expected.length)).toEqual(expected);
  };
  return { viewer, fromClient, fromDesktop };
}

describe('the clipboard', () => {
  const cases = [
    ['OFF', false, false],
    ['TO_DESKTOP', true, false],
    ['FROM_DESKTOP', false, true],
    ['BOTH', true, true],
  ] as const;

  test.each(cases)(
    '%s: a client that ignores the policy gets nothing else through',
    async (clipboard, toDesktop, fromDesktop) => {
      await setPolicy({ clipboard });
      const { fromClient, fromDesktop: sentByDesktop } = await exchange();
      await fromClient(contents(6), toDesktop ? contents(6) : []);
      await fromClient(requests(6), fromDesktop ? requests(6) : []);
      await sentByDesktop(contents(3), fromDesktop ? contents(3) : []);
      await sentByDesktop(requests(3), toDesktop ? requests(3) : []);
    },
  );

  test('is no larger than the policy says, whichever way it goes and however it is packed', async () => {
    await setPolicy({ clipboardBytesMax: 100 });
    const { fromClient, fromDesktop } = await exchange();
    const large = 'x'.repeat(101);
    for (const [type, send] of [
      [6, fromClient],
      [3, fromDesktop],
    ] as const) {
      const packed = extendedCutText(type, clipboardFlags.PROVIDE, providedText(large));
      await send([cutText(type, Buffer.from(large)), packed], []);
      const fits = extendedCutText(type, clipboardFlags.PROVIDE, providedText('x'.repeat(100)));
      await send([fits], [fits]);
    }
  });

  test('opens and closes within a second of the change, on a stream that is open', async () => {
    const { fromClient, fromDesktop } = await exchange();
    await fromClient(contents(6), contents(6));
    for (const [clipboard, open] of [
      ['OFF', false],
      ['BOTH', true],
      ['OFF', false],
    ] as const) {
      await setPolicy({ clipboard });
      await delay(1000); // the promise itself
      await fromClient(contents(6), open ? contents(6) : []);
      await fromDesktop(contents(3), open ? contents(3) : []);
    }
  });
});

test.each([
  ['a message that nobody knows', Buffer.from([7])],
  ['a cut text in a notification', extendedCutText(6, clipboardFlags.NOTIFY, cutText(6, Buffer.from(text)))],
  ['more encodings than there are', Buffer.concat([Buffer.from([2, 0, 0xff, 0xff]), int32(7)])],
])('%s ends the stream, and the desktop sees nothing of it', async (_what, message) => {
  const { viewer, desktop } = await at.connect();
  const received: Buffer[] = [];
  desktop.on('data', (data: Buffer) => received.push(data));
  viewer.webSocket.send(message);
  expect((await viewer.closed).reason).toBe('PROTOCOL_ERROR');
  await vi.waitFor(() => expect(desktop.destroyed || desktop.readableEnded).toBe(true));
  expect(Buffer.concat(received).includes(text)).toBe(false);
});

test('a desktop that speaks of what the client did not offer ends the stream', async () => {
  const { viewer, desktop } = await at.connect();
  desktop.write(Buffer.from([99]));
  expect((await viewer.closed).reason).toBe('DESKTOP_CLOSED');
});

test('the desktop is offered what the gateway can follow alone', async () => {
  const { fromClient } = await exchange();
  await fromClient([setEncodings([5, 7, 21, 0])], [setEncodings([7, 0])]);
});
