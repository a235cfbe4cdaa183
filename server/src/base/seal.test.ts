import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Sealer } from './seal.ts';

describe('Sealer', () => {
  const sealer = new Sealer(randomBytes(32));

  it('opens what it sealed', () => {
    expect(sealer.open(sealer.seal('pässword', 'd-1'), 'd-1')).toBe('pässword');
  });

  it('refuses a value moved to another context, changed, or sealed under another key', () => {
    const sealed = sealer.seal('x', 'd-1');
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(12) ^ 1, 12);
    expect(() => sealer.open(sealed, 'd-2')).toThrow();
    expect(() => sealer.open(changed, 'd-1')).toThrow();
    expect(() => new Sealer(randomBytes(32)).open(sealed, 'd-1')).toThrow();
  });

  it('never seals the same text to the same bytes', () => {
    expect(sealer.seal('x', 'c').equals(sealer.seal('x', 'c'))).toBe(false);
  });

  it('wants a key of 32 bytes', () => {
    expect(() => new Sealer(randomBytes(16))).toThrow('32 bytes');
  });
});
