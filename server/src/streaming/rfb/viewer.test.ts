import { expect, test } from 'vitest';
import { ViewerHandshake } from './viewer.ts';

const VERSION = Buffer.from('RFB 003.008\n');
const complete = Buffer.concat([VERSION, Buffer.from([1, 1])]);

test('the greeting offers no further security and says that all is well', () => {
  expect(ViewerHandshake.greeting.toString('hex')).toBe(`${VERSION.toString('hex')}010100000000`);
});

test.each([1, 2, 3, 5, 13, 14])('the answer may come in pieces of %i bytes', (piece) => {
  const handshake = new ViewerHandshake();
  const results: (Buffer | undefined)[] = [];
  for (let offset = 0; offset < complete.length; offset += piece) {
    results.push(handshake.push(complete.subarray(offset, offset + piece)));
  }
  expect(results.pop()).toEqual(Buffer.alloc(0));
  expect(results.every((result) => result === undefined)).toBe(true);
});

test('what follows the answer is handed back', () => {
  const handshake = new ViewerHandshake();
  expect(handshake.push(Buffer.concat([complete, Buffer.from('cafe', 'hex')]))).toEqual(
    Buffer.from('cafe', 'hex'),
  );
});

test.each([
  ['another version', Buffer.from('RFB 003.003\n')],
  ['something else, at its first byte', Buffer.from('G')],
  ['a security type that was not offered', Buffer.concat([VERSION, Buffer.from([2])])],
])('%s is refused', (_what, bytes) => {
  expect(() => new ViewerHandshake().push(bytes)).toThrow(/client/);
});
