import { expect, test } from 'vitest';
import { MessageReader, withLength } from './framing.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (messages: Uint8Array[]) => messages.map((message) => new TextDecoder().decode(message));

test('a message has its length before it', () => {
  expect([...withLength(bytes('abc'))]).toEqual([0, 0, 0, 3, 97, 98, 99]);
});

test.each([1, 2, 3, 5, 100])('messages are put together from pieces of %i bytes', (size) => {
  const all = ['one', '', 'three', 'x'.repeat(300)];
  const stream = Uint8Array.from(all.flatMap((text) => [...withLength(bytes(text))]));
  const reader = new MessageReader();
  const read: string[] = [];
  for (let offset = 0; offset < stream.length; offset += size) {
    read.push(...texts(reader.push(stream.subarray(offset, offset + size))));
  }
  expect(read).toEqual(all);
});

test('a length that no message has is refused', () => {
  expect(() => new MessageReader().push(Uint8Array.of(255, 0, 0, 0))).toThrow(RangeError);
});
