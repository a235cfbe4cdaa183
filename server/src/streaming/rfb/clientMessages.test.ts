import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ClientMessages } from './clientMessages.ts';
import type { ClipboardRules } from './cutText.ts';
import {
  clipboardFlags,
  cutText,
  extendedCutText,
  hex,
  int32,
  keyEvent,
  pixelFormat,
  providedText,
  setEncodings,
} from './testing.ts';

const everything: ClipboardRules = { toDesktop: true, fromDesktop: true, bytesMax: 1_000_000 };

function walker(rules: Partial<ClipboardRules> = {}, readsMoreButtons = false): ClientMessages {
  return new ClientMessages(() => ({ ...everything, ...rules }), { readsMoreButtons });
}

/** What a walker passes on of bytes that come in pieces of a size. */
function passed(messages: ClientMessages, bytes: Buffer, piece = bytes.length): Buffer {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += piece) out.push(...messages.push(bytes.subarray(at, at + piece)));
  return Buffer.concat(out);
}

const capabilities = extendedCutText(6, clipboardFlags.CAPS, int32(0));
const request = extendedCutText(6, clipboardFlags.REQUEST);
const peek = extendedCutText(6, clipboardFlags.PEEK);
const notification = extendedCutText(6, clipboardFlags.NOTIFY);
const provision = extendedCutText(6, clipboardFlags.PROVIDE, providedText('grüße'));
const text = cutText(6, Buffer.from('text'));

/** All that noVNC 1.7 and TigerVNC's viewer say. */
const known: [string, Buffer][] = [
  ['SetPixelFormat', Buffer.concat([hex('00 000000'), pixelFormat])],
  ['SetEncodings', setEncodings([1, 50, 7, -260, 16, 0, -26, -254, -223, -312, -313, 0xc0a1e5ce])],
  ['SetEncodings of none', setEncodings([])],
  ['FramebufferUpdateRequest', hex('03 01 0000 0000 0400 0300')],
  ['KeyEvent', keyEvent(0xff0d, true)],
  ['PointerEvent', hex('05 01 0010 0020')],
  ['PointerEvent with an eighth button', hex('05 80 0010 0020')],
  ['ClientCutText', text],
  ['an empty ClientCutText', cutText(6, Buffer.alloc(0))],
  ['clipboard capabilities', capabilities],
  ['clipboard request', request],
  ['clipboard peek', peek],
  ['clipboard notification', notification],
  ['clipboard provision', provision],
  ['EnableContinuousUpdates', hex('96 01 0000 0000 0400 0300')],
  ['ClientFence', hex('f8 000000 00000001 04 cafecafe')],
  [
    'SetDesktopSize',
    hex('fb 00 0800 0300 02 00 00000000 0000 0000 0400 0300 00000000 00000001 0400 0000 0400 0300 00000000'),
  ],
  ['QEMU extended KeyEvent', hex('ff 00 0001 0000ff0d 0000001c')],
];

describe('what a client says', () => {
  test.each(known)('%s is passed on in its own buffer', (_what, message) => {
    const messages = walker();
    const out = messages.push(message);
    expect(out).toHaveLength(1);
    expect(out[0]).toBe(message);
    expect(messages.isBetween).toBe(true);
    expect(messages.heldBytes).toBe(0);
  });

  test.each([1, 2, 3, 5, 7, 64])('all of it is passed on unchanged in pieces of %i bytes', (piece) => {
    const bytes = Buffer.concat(known.map(([, message]) => message));
    expect(passed(walker(), bytes, piece)).toEqual(bytes);
  });

  test('many messages at once are passed on in one buffer', () => {
    const bytes = Buffer.concat(known.map(([, message]) => message));
    expect(walker().push(bytes)).toEqual([bytes]);
  });

  test('a long cut text is passed on as it comes, and not gathered', () => {
    const messages = walker();
    messages.push(cutText(6, Buffer.alloc(900_000)).subarray(0, 500_000));
    expect(messages.heldBytes).toBe(0);
  });

  test('encodings that the gateway cannot follow are not offered to the desktop', () => {
    const hextile = 5;
    const jpeg = 21;
    const xvp = -309;
    const message = setEncodings([7, hextile, jpeg, 0, xvp, -313, -26]);
    for (const piece of [1, 3, message.length]) {
      expect(passed(walker(), message, piece)).toEqual(setEncodings([7, 0, -313, -26]));
    }
  });

  test('what stands around a message that is changed stays as it is', () => {
    const bytes = Buffer.concat([keyEvent(1, true), setEncodings([5, 7]), keyEvent(1, false)]);
    const expected = Buffer.concat([keyEvent(1, true), setEncodings([7]), keyEvent(1, false)]);
    for (let piece = 1; piece <= bytes.length; piece++)
      expect(passed(walker(), bytes, piece)).toEqual(expected);
  });

  test.each([
    ['an unknown type', hex('07')],
    ['FixColourMapEntries', hex('01 00')],
    ['xvp, which is not offered', hex('fa 00 01 02')],
    ['GII, which is not offered', hex('fd')],
    ['QEMU audio', hex('ff 01')],
    ['too many encodings', hex('02 00 0101')],
    ['a long fence', hex('f8 000000 00000000 41')],
    ['16 bits a pixel', hex('00 000000 10 10 00 01 001f 003f 001f 0b 05 00 000000')],
    ['a colour map', hex('00 000000 20 18 00 00 00ff 00ff 00ff 10 08 00 000000')],
    ['30 bits of colour', hex('00 000000 20 1e 00 01 03ff 03ff 03ff 14 0a 00 000000')],
    ['a cut text without end', hex('06 000000 7fffffff')],
    ['an extended one without end', hex('06 000000 80000000')],
    ['one without flags', hex('06 000000 fffffffd')],
    ['two actions at once', extendedCutText(6, 0x18000001)],
    ['no action', extendedCutText(6, 1)],
    // TigerVNC would take what follows the flags for messages.
    ['a notification with a cut text inside', extendedCutText(6, clipboardFlags.NOTIFY, text)],
    [
      'capabilities with a cut text inside',
      extendedCutText(6, clipboardFlags.CAPS, Buffer.concat([int32(0), text])),
    ],
  ])('%s is refused', (_what, bytes) => {
    expect(() => walker().push(bytes)).toThrow(expect.objectContaining({ name: 'ViewerProtocolError' }));
    expect(() => passed(walker(), bytes, 1)).toThrow(
      expect.objectContaining({ name: 'ViewerProtocolError' }),
    );
  });

  test('a long pointer event is one where both sides agreed on it, and refused where only one did', () => {
    const long = hex('05 81 0010 0020 01');
    const offer = setEncodings([-316]);
    const agreed = Buffer.concat([offer, long, keyEvent(1, true)]);
    expect(walker({}, true).push(agreed)).toEqual([agreed]);
    expect(() => walker({}, false).push(agreed)).toThrow('too early');
    const withdrawn = Buffer.concat([offer, setEncodings([7]), hex('05 81 0010 0020'), keyEvent(1, true)]);
    expect(walker({}, true).push(withdrawn)).toEqual([withdrawn]);
  });

  test('keys and pointer are noticed, and nothing else is', () => {
    for (const [what, message] of known) {
      const messages = walker();
      messages.push(message);
      expect(messages.takeInput(), what).toBe(/^(Key|Pointer|QEMU)/.test(what));
      expect(messages.takeInput()).toBe(false);
    }
  });
});

describe("the clipboard's rules", () => {
  const around = (message: Buffer) => Buffer.concat([keyEvent(1, true), message, keyEvent(1, false)]);
  const nothing = Buffer.alloc(0);
  const cases: [string, Buffer, Partial<ClipboardRules>, boolean][] = [
    ['text', text, { toDesktop: false }, false],
    ['text', text, { fromDesktop: false }, true],
    ['text of just the size', text, { bytesMax: 4 }, true],
    ['text that is larger', text, { bytesMax: 3 }, false],
    ['a provision', provision, { toDesktop: false }, false],
    ['a provision', provision, { fromDesktop: false }, true],
    ['a notification', notification, { toDesktop: false }, false],
    ['a notification', notification, { fromDesktop: false }, true],
    ['a request', request, { fromDesktop: false }, false],
    ['a request', request, { toDesktop: false }, true],
    ['a peek', peek, { fromDesktop: false }, false],
    ['capabilities', capabilities, { toDesktop: false, fromDesktop: false }, true],
    ['a provision of just the size', provision, { bytesMax: 7 }, true],
    [
      'a large provision',
      extendedCutText(6, clipboardFlags.PROVIDE, providedText('x'.repeat(2000))),
      { bytesMax: 1000 },
      false,
    ],
    ['a bomb', extendedCutText(6, clipboardFlags.PROVIDE, providedText('x'.repeat(5_000_000))), {}, false],
    [
      'a provision that is none',
      extendedCutText(6, clipboardFlags.PROVIDE, randomBytes(100)),
      { bytesMax: 1000 },
      false,
    ],
    [
      'a provision that is too large already',
      extendedCutText(6, clipboardFlags.PROVIDE, randomBytes(5000)),
      { bytesMax: 1000 },
      false,
    ],
  ];

  test.each(cases)('%s %# under its rules', (_what, message, rules, passes) => {
    const bytes = around(message);
    const expected = around(passes ? message : nothing);
    for (const piece of [1, 2, 7, 11, 13, 50, bytes.length]) {
      expect(passed(walker(rules), bytes, piece)).toEqual(expected);
    }
  });

  test('hold from the next message on when they change', () => {
    let rules = everything;
    const messages = new ClientMessages(() => rules, { readsMoreButtons: false });
    expect(messages.push(text)).toEqual([text]);
    rules = { ...everything, toDesktop: false };
    expect(messages.push(text)).toEqual([]);
    rules = everything;
    expect(messages.push(text)).toEqual([text]);
  });

  test('hold for a provision at its end too', () => {
    let rules: ClipboardRules = { ...everything, bytesMax: 100 };
    const messages = new ClientMessages(() => rules, { readsMoreButtons: false });
    expect(messages.push(provision.subarray(0, 20))).toEqual([]);
    rules = { ...rules, toDesktop: false };
    expect(messages.push(provision.subarray(20))).toEqual([]);
    expect(messages.heldBytes).toBe(0);
  });
});
