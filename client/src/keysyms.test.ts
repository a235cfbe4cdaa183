import { expect, test } from 'vitest';
import { keysymsOf } from './keysyms.ts';

test.each([
  ['aé', [0x61, 0xe9]],
  ['日', [0x0100_65e5]],
  ['😀', [0x0101_f600]],
  ['a\r\n\tb', [0x61, 0xff0d, 0xff09, 0x62]],
  ['\u0000\u001b', []],
])('%j', (text, expected) => {
  expect(keysymsOf(text)).toEqual(expected);
});
