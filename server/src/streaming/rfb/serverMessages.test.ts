import { describe, expect, test } from 'vitest';
import type { ClipboardRules } from './cutText.ts';
import { encodings } from './encodings.ts';
import { ServerMessages } from './serverMessages.ts';
import {
  clipboardFlags,
  cutText,
  desktopInit,
  extendedCutText,
  hex,
  int32,
  picture,
  providedText,
  rectangle,
  update,
} from './testing.ts';

const everything: ClipboardRules = { toDesktop: true, fromDesktop: true, bytesMax: 1_000_000 };

/** Past its ServerInit. */
function walker(rules: Partial<ClipboardRules> = {}): ServerMessages {
  const messages = new ServerMessages(() => ({ ...everything, ...rules }));
  messages.push(desktopInit);
  return messages;
}

function passed(messages: ServerMessages, bytes: Buffer, piece = bytes.length): Buffer {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += piece) out.push(...messages.push(bytes.subarray(at, at + piece)));
  return Buffer.concat(out);
}

const zeros = (length: number) => Buffer.alloc(length);
const withLength = (length: number) => Buffer.concat([int32(length), zeros(length)]);
/** Tight's data, with its length in one to three bytes. */
const tight = (head: string, length: string, bytes: number) =>
  Buffer.concat([hex(head), hex(length), zeros(bytes)]);

/** Rectangles of all encodings that may be offered, each with what follows its head. */
const rectangles: [string, Buffer][] = [
  ['Raw', rectangle(encodings.RAW, 3, 2, zeros(24))],
  ['Raw of nothing', rectangle(encodings.RAW, 0, 2, zeros(0))],
  ['CopyRect', rectangle(encodings.COPY_RECT, 3, 2, zeros(4))],
  ['RRE', rectangle(encodings.RRE, 3, 2, Buffer.concat([int32(2), zeros(4 + 2 * 12)]))],
  ['zlib', rectangle(encodings.ZLIB, 3, 2, withLength(9))],
  ['ZRLE', rectangle(encodings.ZRLE, 3, 2, withLength(11))],
  ['H.264', rectangle(encodings.H264, 640, 480, Buffer.concat([int32(5), int32(1), zeros(5)]))],
  ['Tight, filled', rectangle(encodings.TIGHT, 30, 20, hex('80 ffeedd'))],
  ['Tight, JPEG', rectangle(encodings.TIGHT, 30, 20, tight('90', '05', 5))],
  ['Tight, a length of two bytes', rectangle(encodings.TIGHT, 30, 20, tight('90', '8101', 129))],
  ['Tight, a length of three bytes', rectangle(encodings.TIGHT, 30, 20, tight('90', '808001', 16384))],
  ['Tight, copied', rectangle(encodings.TIGHT, 30, 20, tight('00', '07', 7))],
  ['Tight, copied and uncompressed', rectangle(encodings.TIGHT, 3, 1, tight('00', '', 9))],
  ['Tight, copied of nothing', rectangle(encodings.TIGHT, 0, 1, hex('00'))],
  ['Tight, with the filter named', rectangle(encodings.TIGHT, 30, 20, tight('50 00', '07', 7))],
  ['Tight, gradient', rectangle(encodings.TIGHT, 30, 20, tight('60 02', '07', 7))],
  ['Tight, gradient uncompressed', rectangle(encodings.TIGHT, 1, 2, tight('60 02', '', 6))],
  ['Tight, two colours', rectangle(encodings.TIGHT, 30, 20, tight('40 01 01 000000 ffffff', '07', 7))],
  [
    'Tight, two colours uncompressed',
    rectangle(encodings.TIGHT, 9, 5, tight('40 01 01 000000 ffffff', '', 10)),
  ],
  ['Tight, a palette', rectangle(encodings.TIGHT, 30, 20, tight('40 01 02 000000 ffffff 777777', '07', 7))],
  [
    'Tight, a palette uncompressed',
    rectangle(encodings.TIGHT, 11, 1, tight('40 01 02 000000 ffffff 777777', '', 11)),
  ],
  ['TightPNG', rectangle(encodings.TIGHT_PNG, 30, 20, tight('a0', '07', 7))],
  ['DesktopSize', rectangle(encodings.DESKTOP_SIZE, 800, 600, zeros(0))],
  [
    'ExtendedDesktopSize',
    rectangle(encodings.EXTENDED_DESKTOP_SIZE, 800, 600, Buffer.concat([hex('02 000000'), zeros(32)])),
  ],
  ['Cursor', rectangle(encodings.CURSOR, 9, 2, zeros(9 * 2 * 4 + 2 * 2))],
  ['XCursor', rectangle(encodings.X_CURSOR, 9, 2, zeros(6 + 2 * 4))],
  ['XCursor of nothing', rectangle(encodings.X_CURSOR, 0, 0, zeros(0))],
  ['CursorWithAlpha', rectangle(encodings.CURSOR_WITH_ALPHA, 3, 2, Buffer.concat([int32(0), zeros(24)]))],
  [
    'VMware cursor, classic',
    rectangle(encodings.VMWARE_CURSOR, 3, 2, Buffer.concat([hex('00 00'), zeros(48)])),
  ],
  [
    'VMware cursor, alpha',
    rectangle(encodings.VMWARE_CURSOR, 3, 2, Buffer.concat([hex('01 00'), zeros(24)])),
  ],
  ['VMware cursor position', rectangle(encodings.VMWARE_CURSOR_POSITION, 0, 0, zeros(0))],
  ['VMware LED state', rectangle(encodings.VMWARE_LED_STATE, 0, 0, zeros(4))],
  ['QEMU LED state', rectangle(encodings.QEMU_LED_STATE, 0, 0, zeros(1))],
  ['QEMU extended key events', rectangle(encodings.QEMU_EXTENDED_KEY_EVENT, 0, 0, zeros(0))],
  ['extended mouse buttons', rectangle(encodings.EXTENDED_MOUSE_BUTTONS, 0, 0, zeros(0))],
  ['DesktopName', rectangle(encodings.DESKTOP_NAME, 0, 0, withLength(7))],
];
const last = rectangle(encodings.LAST_RECT, 0, 0, zeros(0));

const provision = extendedCutText(3, clipboardFlags.PROVIDE, providedText('grüße'));
const known: [string, Buffer][] = [
  ...rectangles.map(([what, bytes]): [string, Buffer] => [what, update([bytes])]),
  ['an update of nothing', update([])],
  ['an update of many', update(rectangles.map(([, bytes]) => bytes))],
  ['an update until its last', update([...rectangles.map(([, bytes]) => bytes), last], 0xffff)],
  ['an update that ends before its count', update([picture(zeros(3)).subarray(4), last], 7)],
  ['SetColourMapEntries', hex('01 00 0000 0002 000000000000 000000000000')],
  ['Bell', hex('02')],
  ['ServerCutText', cutText(3, Buffer.from('text'))],
  ['clipboard capabilities', extendedCutText(3, clipboardFlags.CAPS, int32(0))],
  ['clipboard provision', provision],
  ['EndOfContinuousUpdates', hex('96')],
  ['ServerFence', hex('f8 000000 80000001 04 cafecafe')],
];

describe('what a desktop says', () => {
  test.each(known)('%s is passed on in its own buffer, up to its end', (_what, message) => {
    const whole = walker();
    const out = whole.push(message);
    expect(out).toHaveLength(1);
    expect(out[0]).toBe(message);
    expect(whole.isBetween).toBe(true);
    const cut = walker();
    if (message.length > 1) cut.push(message.subarray(0, -1));
    expect(cut.isBetween).toBe(message.length === 1);
  });

  test.each([1, 2, 3, 5, 7, 64, 1000])('all of it is passed on unchanged in pieces of %i bytes', (piece) => {
    const bytes = Buffer.concat([desktopInit, ...known.map(([, message]) => message)]);
    const messages = new ServerMessages(() => everything);
    expect(passed(messages, bytes, piece)).toEqual(bytes);
    expect(messages.isBetween).toBe(true);
  });

  test('pixels are never held back', () => {
    const messages = walker();
    const bytes = picture(zeros(1_000_000));
    for (let at = 0; at < bytes.length; at += 65_536) {
      messages.push(bytes.subarray(at, at + 65_536));
      expect(messages.heldBytes).toBe(0);
    }
  });

  test.each([
    ['an unknown type', hex('07')],
    ['an encoding that cannot be followed', update([rectangle(5, 16, 16, zeros(1))])],
    ['a Tight control that is none', update([rectangle(encodings.TIGHT, 16, 16, hex('b0'))])],
    ['a Tight filter that is none', update([rectangle(encodings.TIGHT, 16, 16, hex('40 03'))])],
    ['a cursor in another encoding', update([rectangle(encodings.CURSOR_WITH_ALPHA, 3, 2, int32(7))])],
    ['a notification with something in it', extendedCutText(3, clipboardFlags.NOTIFY, zeros(4))],
  ])('%s is refused', (_what, bytes) => {
    expect(() => walker().push(bytes)).toThrow(expect.objectContaining({ name: 'DesktopProtocolError' }));
  });

  test('a screen of another format is refused', () => {
    const other = Buffer.from(desktopInit);
    other[4] = 16;
    const messages = new ServerMessages(() => everything);
    expect(() => messages.push(other)).toThrow(expect.objectContaining({ name: 'DesktopProtocolError' }));
  });

  test('says when long pointer events are read', () => {
    const messages = walker();
    expect(messages.readsMoreButtons).toBe(false);
    messages.push(update([rectangle(encodings.EXTENDED_MOUSE_BUTTONS, 0, 0, zeros(0))]));
    expect(messages.readsMoreButtons).toBe(true);
  });
});

describe("the clipboard's rules", () => {
  const around = (message: Buffer) => Buffer.concat([picture(zeros(50)), message, hex('02')]);
  const cases: [string, Buffer, Partial<ClipboardRules>, boolean][] = [
    ['text', cutText(3, Buffer.from('text')), { fromDesktop: false }, false],
    ['text', cutText(3, Buffer.from('text')), { toDesktop: false }, true],
    ['text that is too large', cutText(3, Buffer.from('text')), { bytesMax: 3 }, false],
    ['a provision', provision, { fromDesktop: false }, false],
    ['a provision', provision, { toDesktop: false }, true],
    ['a provision that is too large', provision, { bytesMax: 1 }, false],
    ['a notification', extendedCutText(3, clipboardFlags.NOTIFY), { fromDesktop: false }, false],
    ['a request', extendedCutText(3, clipboardFlags.REQUEST), { toDesktop: false }, false],
    ['a request', extendedCutText(3, clipboardFlags.REQUEST), { fromDesktop: false }, true],
    ['a peek', extendedCutText(3, clipboardFlags.PEEK), { toDesktop: false }, false],
    [
      'capabilities',
      extendedCutText(3, clipboardFlags.CAPS, int32(0)),
      { toDesktop: false, fromDesktop: false },
      true,
    ],
  ];
  test.each(cases)('%s %# under its rules', (_what, message, rules, passes) => {
    const bytes = around(message);
    const expected = around(passes ? message : zeros(0));
    for (let piece = 1; piece <= bytes.length; piece++)
      expect(passed(walker(rules), bytes, piece)).toEqual(expected);
  });
});

describe('between messages', () => {
  const inserted = update([
    rectangle(encodings.H264, 64, 64, Buffer.concat([int32(1), int32(0), hex('aa')])),
  ]);

  test.each([1, 10, 1000])('others go where the desktop has ended one, in pieces of %i bytes', (piece) => {
    const messages = walker();
    const due = [inserted];
    const bytes = Buffer.concat([picture(zeros(30)), hex('02')]);
    const first = messages.push(bytes.subarray(0, 5));
    messages.atBoundary = () => due.pop();
    const rest = passed(messages, bytes.subarray(5), piece);
    expect(Buffer.concat([...first, rest])).toEqual(Buffer.concat([picture(zeros(30)), inserted, hex('02')]));
  });

  test('they also go where a message was left out', () => {
    const messages = walker({ fromDesktop: false });
    messages.atBoundary = () => inserted;
    expect(Buffer.concat(messages.push(cutText(3, Buffer.from('text'))))).toEqual(inserted);
  });
});
