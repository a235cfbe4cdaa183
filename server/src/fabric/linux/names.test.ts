import { expect, test } from 'vitest';
import { checkLinkName, Names } from './names.ts';

const VPC = 'vpc-0123456789abcdef0';
const names = new Names('v1234');

test('names of links fit into the fifteen characters of the kernel', () => {
  expect(names.uplink(VPC)).toMatch(/^v1234-u[0-9a-f]{8}$/);
  expect(names.uplink(VPC).length).toBeLessThanOrEqual(15);
  expect(names.managementBridge.length).toBeLessThanOrEqual(15);
});

test('a namespace tells its VPC, and nobody else names his so', () => {
  expect(names.vpcOf(names.namespace(VPC))).toBe(VPC);
  expect(names.vpcOf(new Names('v123').namespace(VPC))).toBeUndefined();
  expect(names.vpcOf('v1234-other')).toBeUndefined();
  expect(names.owns(names.uplink(VPC))).toBe(true);
  expect(new Names('v123').owns(names.uplink(VPC))).toBe(false);
});

test('what is not a name does not become part of a command', () => {
  expect(() => new Names('toolong')).toThrow();
  expect(() => new Names('a b')).toThrow();
  expect(() => names.namespace('vpc-1/../x')).toThrow();
  for (const name of ['', '-x', 'a b', 'a\nlink delete eth0', 'x'.repeat(16)]) {
    expect(() => checkLinkName(name)).toThrow();
  }
  expect(checkLinkName('alc0a1b2c3d4e5f')).toBe('alc0a1b2c3d4e5f');
});
