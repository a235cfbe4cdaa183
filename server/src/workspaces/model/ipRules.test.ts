import { expect, it } from 'vitest';
import { addressAllowed, isIpRule } from './ipRules.ts';

it.each(['0.0.0.0/0', '10.0.0.0/8', '192.0.2.7', '192.0.2.7/32'])('takes %s', (rule) => {
  expect(isIpRule(rule)).toBe(true);
});

it.each([
  '',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0',
  '10/8',
  '256.0.0.1',
  '0x7f.0.0.1',
  '::1',
  '::/0',
  'localhost',
])('refuses %s', (rule) => {
  expect(isIpRule(rule)).toBe(false);
});

it('lets everybody in without groups, and nobody with groups that have no rules', () => {
  expect(addressAllowed(undefined, '203.0.113.9')).toBe(true);
  expect(addressAllowed([], '203.0.113.9')).toBe(false);
});

it('lets in whom a rule names', () => {
  const rules = ['10.0.0.0/8', '192.0.2.7'];
  expect(addressAllowed(rules, '10.255.0.1')).toBe(true);
  expect(addressAllowed(rules, '::ffff:192.0.2.7')).toBe(true);
  expect(addressAllowed(rules, '192.0.2.8')).toBe(false);
  expect(addressAllowed(['10.1.2.3/16'], '10.1.200.1')).toBe(true);
});

it('lets IPv6 in only where everything is', () => {
  expect(addressAllowed(['0.0.0.0/0'], '2001:db8::1')).toBe(true);
  expect(addressAllowed(['10.0.0.0/8'], '2001:db8::1')).toBe(false);
});
