import { describe, expect, test } from 'vitest';
import {
  codecOf,
  limitMessage,
  pauseMessage,
  readVideoMessage,
  refreshMessage,
  seenMessage,
  VideoProtocolError,
} from './videoMessages.ts';

// The desktop's side of the same bytes: test/agent/test_video.py.
const bytes = (hex: string) =>
  Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

describe('messages of the desktop', () => {
  test('the size', () => {
    expect(readVideoMessage(bytes('01 0500 02d0'))).toEqual({ kind: 'size', width: 1280, height: 720 });
  });

  test('a picture', () => {
    expect(readVideoMessage(bytes('02 00000007 01 0001 0040000000800040 aabb'))).toEqual({
      kind: 'video',
      sequence: 7,
      isKey: true,
      rectangles: [{ x: 64, y: 0, width: 128, height: 64 }],
      data: bytes('aabb'),
    });
  });

  test('pixels without loss', () => {
    expect(readVideoMessage(bytes('03 00000008 0002 0000004000400040 0001000200030004 cc'))).toEqual({
      kind: 'lossless',
      sequence: 8,
      rectangles: [
        { x: 0, y: 64, width: 64, height: 64 },
        { x: 1, y: 2, width: 3, height: 4 },
      ],
      data: bytes('cc'),
    });
  });

  test.each(['', '09', '01 05', '02 00000007', '03 00000008 ffff 0000'])('%j is none', (hex) => {
    expect(() => readVideoMessage(bytes(hex))).toThrow(VideoProtocolError);
  });
});

test('messages of the client', () => {
  expect(seenMessage(9, 12.3)).toEqual(bytes('01 00000009 000c'));
  expect(seenMessage(9, 1e6)).toEqual(bytes('01 00000009 ffff'));
  expect(refreshMessage()).toEqual(bytes('02'));
  expect(limitMessage(5000)).toEqual(bytes('03 00001388'));
  expect(pauseMessage(true)).toEqual(bytes('04 01'));
});

test("the decoder's name stands in the parameters of a key frame", () => {
  expect(codecOf(bytes('00000001 6742c01f 8c8d40 00000001 68ce3c80 00000001 65b80004'))).toBe('avc1.42c01f');
  expect(codecOf(bytes('00000001 419a0000 00000000'))).toBeUndefined();
});
