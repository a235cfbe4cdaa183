import { describe, expect, it } from 'vitest';
import { Cidr, isIpv4Address } from './cidr.ts';

describe('Cidr', () => {
  it('reads networks and refuses everything else', () => {
    expect(Cidr.parse('10.0.0.0/16')?.prefixLength).toBe(16);
    for (const text of [
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0/16',
      '010.0.0.0/8',
      '10.0.0.256/24',
      '10.0.0.0/ 8',
      '',
      'x/8',
    ]) {
      expect(Cidr.parse(text), text).toBeUndefined();
    }
  });

  it('tells set host bits and clears them', () => {
    expect(Cidr.of('10.0.0.0/16').isCanonical).toBe(true);
    expect(Cidr.of('10.0.1.1/16').isCanonical).toBe(false);
    expect(`${Cidr.of('10.0.1.1/16').canonical}`).toBe('10.0.0.0/16');
  });

  it('counts from both ends', () => {
    const block = Cidr.of('10.0.1.0/24');
    expect([block.at(0), block.at(4), block.at(-1), block.at(-2), block.size]).toEqual([
      '10.0.1.0',
      '10.0.1.4',
      '10.0.1.255',
      '10.0.1.254',
      256,
    ]);
    expect(Cidr.of('255.255.255.255/32').at(-1)).toBe('255.255.255.255');
  });

  it('knows containment and overlap', () => {
    const outer = Cidr.of('10.0.0.0/16');
    expect(outer.contains(Cidr.of('10.0.255.0/24'))).toBe(true);
    expect(outer.contains(outer)).toBe(true);
    expect(outer.contains(Cidr.of('10.0.0.0/15'))).toBe(false);
    expect(outer.overlaps(Cidr.of('10.0.0.0/8'))).toBe(true);
    expect(outer.overlaps(Cidr.of('10.1.0.0/16'))).toBe(false);
    expect(outer.containsAddress('10.0.3.4')).toBe(true);
    expect(outer.containsAddress('10.1.0.0')).toBe(false);
    expect(outer.containsAddress('nonsense')).toBe(false);
  });

  it('tells one address from a network', () => {
    expect(isIpv4Address('10.0.0.1')).toBe(true);
    expect(isIpv4Address('10.0.0.1/32')).toBe(false);
  });
});
