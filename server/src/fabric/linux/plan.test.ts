import { describe, expect, test } from 'vitest';
import { Cidr } from '../../base/cidr.ts';
import { conflictingRoute, gatewayAddress, macFor, resolverAddress, uplinkAddresses } from './plan.ts';

test('router and resolver have the addresses that AWS gives them', () => {
  expect(gatewayAddress('10.0.16.0/20')).toBe('10.0.16.1');
  expect(resolverAddress('10.0.0.0/16')).toBe('10.0.0.2');
});

describe('the addresses of an uplink', () => {
  const free = () => false;

  test('are two neighbours of the range, always the same for a VPC', () => {
    const first = uplinkAddresses('198.18.0.0/16', 'a-vpc-1', free);
    expect(first).toEqual(uplinkAddresses('198.18.0.0/16', 'a-vpc-1', free));
    const pair = Cidr.of(`${first?.host}/31`);
    expect(pair.isCanonical && Cidr.of('198.18.0.0/16').contains(pair)).toBe(true);
    expect(first?.router).toBe(pair.at(1));
    expect(uplinkAddresses('198.18.0.0/16', 'a-vpc-2', free)).not.toEqual(first);
  });

  test('give way to what is taken, around the end of the range', () => {
    const given = new Set<string>();
    for (let index = 0; index < 4; index++) {
      const next = uplinkAddresses('198.18.0.0/29', 'a-vpc-1', (pair) => given.has(pair.at(0)));
      given.add(next?.host ?? 'none');
    }
    expect([...given].sort()).toEqual(['198.18.0.0', '198.18.0.2', '198.18.0.4', '198.18.0.6']);
    expect(uplinkAddresses('198.18.0.0/29', 'a-vpc-1', (pair) => given.has(pair.at(0)))).toBeUndefined();
  });
});

describe('a range of the host', () => {
  const routes = [
    { dst: 'default', dev: 'eth0' },
    { dst: '192.0.2.0/24', dev: 'eth0' },
    { dst: '198.19.5.1', dev: 'tun0' },
    { dst: '198.19.0.0/16', dev: 'a-mgmt' },
  ];
  const isOwn = (link: string) => link.startsWith('a-');

  test('conflicts with a route into it, be it to a single address', () => {
    expect(conflictingRoute('198.19.0.0/16', routes, isOwn)?.dev).toBe('tun0');
    expect(conflictingRoute('192.0.0.0/16', routes, isOwn)?.dev).toBe('eth0');
  });

  test('does not conflict with the default route or our own', () => {
    expect(conflictingRoute('198.19.128.0/17', routes, isOwn)).toBeUndefined();
    expect(conflictingRoute('203.0.113.0/24', routes, isOwn)).toBeUndefined();
  });
});

test('a made-up MAC address is local, for one station, and stays', () => {
  expect(macFor('a-mgmt')).toMatch(/^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/);
  expect(macFor('a-mgmt')).toBe(macFor('a-mgmt'));
  expect(macFor('b-mgmt')).not.toBe(macFor('a-mgmt'));
});
