import { expect, test } from 'vitest';
import { ClientMessages } from './clientMessages.ts';
import type { ClipboardRules } from './cutText.ts';
import { encodings } from './encodings.ts';
import type { MessageWalker } from './messageWalker.ts';
import { DesktopProtocolError, ServerMessages } from './serverMessages.ts';
import {
  clipboardFlags,
  cutText,
  desktopInit,
  extendedCutText,
  hex,
  int32,
  keyEvent,
  pixelFormat,
  providedText,
  rectangle,
  setEncodings,
  update,
} from './testing.ts';
import { ViewerProtocolError } from './viewer.ts';

/** A run that fails is found again by its seed. */
const SEED = Number(process.env.ALCOVE_FUZZ_SEED ?? 20261121);
const ROUNDS = Number(process.env.ALCOVE_FUZZ_ROUNDS ?? 600);

const everything: ClipboardRules = { toDesktop: true, fromDesktop: true, bytesMax: 10_000 };
const nothing: ClipboardRules = { toDesktop: false, fromDesktop: false, bytesMax: 0 };
/** A provision, or a list of encodings, is all that is ever held back. */
const HELD_BYTES_MAX = 10_000 + 1024 + 10 + 12;

type Random = (below: number) => number;

/** Mulberry32: small, and the same everywhere. */
function random(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const bytesOf = (next: Random, length: number) => Buffer.from(Array.from({ length }, () => next(256)));

function clientMessage(next: Random): Buffer {
  const text = bytesOf(next, next(300));
  const messages = [
    () => Buffer.concat([hex('00 000000'), pixelFormat]),
    () => setEncodings([7, -260, 16, 0, -(next(10) + 23), -223, -308].slice(next(7))),
    () => Buffer.concat([hex('03 01'), bytesOf(next, 8)]),
    () => keyEvent(next(65_536), next(2) === 1),
    () => Buffer.concat([hex('05'), bytesOf(next, 5)]),
    () => cutText(6, text),
    () => extendedCutText(6, clipboardFlags.CAPS, int32(next(1000))),
    () => extendedCutText(6, clipboardFlags.NOTIFY),
    () => extendedCutText(6, clipboardFlags.PROVIDE, providedText(text.toString('hex'))),
    () => Buffer.concat([hex('96 01'), bytesOf(next, 8)]),
    () => Buffer.concat([hex('f8 000000 00000000'), Buffer.from([5]), bytesOf(next, 5)]),
    () => Buffer.concat([hex('fb 00 0400 0300 01 00'), bytesOf(next, 16)]),
    () => Buffer.concat([hex('ff 00'), bytesOf(next, 10)]),
  ];
  return messages[next(messages.length)]?.() ?? Buffer.alloc(0);
}

function serverRectangle(next: Random): Buffer {
  const data = bytesOf(next, next(300));
  const rectangles = [
    () => rectangle(encodings.RAW, 2, 3, bytesOf(next, 24)),
    () => rectangle(encodings.COPY_RECT, 9, 9, bytesOf(next, 4)),
    () => rectangle(encodings.ZRLE, 64, 64, Buffer.concat([int32(data.length), data])),
    () => rectangle(encodings.TIGHT, 64, 64, Buffer.concat([hex('80'), bytesOf(next, 3)])),
    () => rectangle(encodings.TIGHT, 64, 64, Buffer.concat([hex('90'), compactLength(data.length), data])),
    () => rectangle(encodings.TIGHT, 3, 1, Buffer.concat([hex('00'), bytesOf(next, 9)])),
    () => rectangle(encodings.H264, 64, 64, Buffer.concat([int32(data.length), int32(next(3)), data])),
    () => rectangle(encodings.CURSOR, 8, 2, bytesOf(next, 66)),
    () => rectangle(encodings.DESKTOP_NAME, 0, 0, Buffer.concat([int32(data.length), data])),
  ];
  return rectangles[next(rectangles.length)]?.() ?? Buffer.alloc(0);
}

function compactLength(length: number): Buffer {
  return Buffer.from(length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]);
}

function serverMessage(next: Random): Buffer {
  const messages = [
    () => update(Array.from({ length: next(5) }, () => serverRectangle(next))),
    () => update([serverRectangle(next), rectangle(encodings.LAST_RECT, 0, 0, Buffer.alloc(0))], 0xffff),
    () => hex('02'),
    () => cutText(3, bytesOf(next, next(300))),
    () => extendedCutText(3, clipboardFlags.NOTIFY),
    () => extendedCutText(3, clipboardFlags.PROVIDE, providedText(bytesOf(next, 200).toString('hex'))),
    () => hex('96'),
    () => Buffer.concat([hex('f8 000000 80000000'), Buffer.from([5]), bytesOf(next, 5)]),
  ];
  return messages[next(messages.length)]?.() ?? Buffer.alloc(0);
}

const conversation = (next: Random, message: (next: Random) => Buffer) =>
  Buffer.concat(Array.from({ length: 1 + next(12) }, () => message(next)));

/** Some bytes changed, left out, or put in. */
function mutated(next: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + next(4); count > 0; count--) copy[next(copy.length)] = next(256);
  const at = next(copy.length);
  const way = next(3);
  if (way === 0) return copy;
  if (way === 1) return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + next(8))]);
  return Buffer.concat([copy.subarray(0, at), bytesOf(next, 1 + next(8)), copy.subarray(at)]);
}

/** Pushes bytes in pieces of any size; what goes on, or the error that ended it. */
function run(walker: MessageWalker, bytes: Buffer, next: Random): { out: Buffer; error?: unknown } {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + next(next(3) === 0 ? 500 : 6);
    try {
      out.push(...walker.push(bytes.subarray(at, end)));
    } catch (error) {
      return { out: Buffer.concat(out), error };
    }
    expect(walker.heldBytes).toBeLessThanOrEqual(HELD_BYTES_MAX);
    at = end;
  }
  return { out: Buffer.concat(out) };
}

const newClient = (rules: ClipboardRules) => new ClientMessages(() => rules, { readsMoreButtons: false });
function newServer(rules: ClipboardRules): ServerMessages {
  const server = new ServerMessages(() => rules);
  server.push(desktopInit);
  return server;
}

const sides = [
  ['client', clientMessage, newClient, ViewerProtocolError],
  ['desktop', serverMessage, newServer, DesktopProtocolError],
] as const;

test.each(sides)('what a %s may say goes on unchanged, however it is cut', (_side, message, create) => {
  const next = random(SEED);
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = conversation(next, message);
    const walker = create(everything);
    expect(run(walker, bytes, next), `round ${round} of seed ${SEED}`).toEqual({ out: bytes });
    expect(walker.isBetween).toBe(true);
  }
});

test.each(sides)('a %s is cut at each of its bytes', (_side, message, create) => {
  const next = random(SEED + 1);
  for (let round = 0; round < 20; round++) {
    const bytes = conversation(next, message);
    for (let at = 1; at < bytes.length; at++) {
      const walker = create(everything);
      const out = [...walker.push(bytes.subarray(0, at)), ...walker.push(bytes.subarray(at))];
      if (!Buffer.concat(out).equals(bytes)) expect.fail(`cut at ${at}, round ${round} of seed ${SEED}`);
    }
  }
});

test.each(sides)(
  'what a %s should not say ends in the error of its protocol, or goes on',
  (_side, message, create, error) => {
    const next = random(SEED + 2);
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutated(next, conversation(next, message));
      const result = run(create(everything), bytes, next);
      if (result.error !== undefined) expect(result.error).toBeInstanceOf(error);
      expect(result.out.length).toBeLessThanOrEqual(bytes.length);
    }
  },
);

/** What a side that reads only whole messages makes of the bytes: which of them are cut texts other than capabilities. */
function cutTexts(create: (rules: ClipboardRules) => MessageWalker, bytes: Buffer): number {
  const allowed = run(create(everything), bytes, () => 0).out.length;
  const refused = run(create(nothing), bytes, () => 0).out.length;
  return allowed - refused;
}

test.each(sides)('nothing of the clipboard of a %s gets through that may not', (_side, message, create) => {
  const next = random(SEED + 3);
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = mutated(next, conversation(next, message));
    const { out } = run(create(nothing), bytes, next);
    // Read again, what came through holds no cut text.
    expect(cutTexts(create, out), `round ${round} of seed ${SEED}`).toBe(0);
  }
});
