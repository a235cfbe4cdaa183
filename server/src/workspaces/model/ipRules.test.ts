import { expect, it } from 'vitest';
import { addressAllowed, isIpRule } from './ipRules.ts';

it.each([
  '0.0.0.0/0',
  '10.0.0.0/8',
  '192.0.2.7',
  '192.0.2.7/32',
  '::/0',
  '::1',
  '2001:db8::/32',
  '2001:DB8::7/128',
])('takes %s', (rule) => {
  expect(isIpRule(rule)).toBe(true);
});

it.each([
  '',
  '/',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0',
  '10/8',
  '256.0.0.1',
  '0x7f.0.0.1',
  '2001:db8::/129',
  '2001:db8::/-1',
  'fe80::1%eth0',
  '::ffff:10.0.0.0/104',
  'localhost',
])('refuses %s', (rule) => {
  expect(isIpRule(rule)).toBe(false);
});

it('lets everybody in without groups, and nobody with groups that have no rules', () => {
  for (const address of ['203.0.113.9', '2001:db8::1']) {
    expect(addressAllowed(undefined, address)).toBe(true);
    expect(addressAllowed([], address)).toBe(false);
  }
});

it('lets in whom a rule names', () => {
  const rules = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'];
  expect(addressAllowed(rules, '10.255.0.1')).toBe(true);
  expect(addressAllowed(rules, '::ffff:192.0.2.7')).toBe(true);
  expect(addressAllowed(rules, '2001:db8::1')).toBe(true);
  expect(addressAllowed(rules, '192.0.2.8')).toBe(false);
  expect(addressAllowed(rules, '2001:db9::1')).toBe(false);
});
