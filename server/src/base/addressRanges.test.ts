import { expect, it } from 'vitest';
import { isInRanges, parseAddressRange, plainAddress } from './addressRanges.ts';

const lies = (address: string, ...ranges: string[]) =>
  isInRanges(
    ranges.map((range) => parseAddressRange(range) ?? expect.fail(`${range} is no range`)),
    address,
  );

it.each([
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.8', false],
  ['10.255.0.1', '10.0.0.0/8', true],
  ['10.1.200.1', '10.1.2.3/16', true],
  ['::ffff:10.0.0.1', '10.0.0.0/8', true],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:0DB8:0::0001', '2001:db8::1', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['2001:db8::1', '0.0.0.0/0', false],
  ['10.0.0.1', '::/0', false],
  ['2001:db8::1', '::/0', true],
])('%s against %s: %s', (address, range, expected) => {
  expect(lies(address, '198.51.100.1', range)).toBe(expected);
});

it('has one form for an address', () => {
  expect(plainAddress('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(plainAddress('2001:0DB8:0::0001')).toBe('2001:db8::1');
});
