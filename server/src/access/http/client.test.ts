import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientReader } from './client.ts';

/** The address that a request is taken to come from. */
function addressOf(remoteAddress: string, forwarded: string | undefined, ...proxies: string[]): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const request = { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
  return createClientReader(proxies)(request).address;
}

describe('the address of a client', () => {
  it('is that of the socket, and the header says nothing, where no proxy is trusted', () => {
    expect(addressOf('192.0.2.7', '10.0.0.1')).toBe('192.0.2.7');
    expect(addressOf('::ffff:192.0.2.7', undefined)).toBe('192.0.2.7');
  });

  it('is that of the socket where it is not the proxy who speaks', () => {
    expect(addressOf('192.0.2.7', '10.0.0.1', '198.51.100.1')).toBe('192.0.2.7');
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    // What the client made up stands further left.
    ['10.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.1,203.0.113.9 , 198.51.100.2', '203.0.113.9'],
    ['2001:DB8::1', '2001:db8::1'],
    ['203.0.113.9:54321', '203.0.113.9'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
  ])('is the rightmost that no trusted proxy has: %s', (forwarded, expected) => {
    expect(addressOf('198.51.100.1', forwarded, '198.51.100.0/24')).toBe(expected);
    expect(addressOf('::ffff:198.51.100.1', forwarded, '198.51.100.0/24', '2001:db8:1::/48')).toBe(expected);
  });

  it.each([undefined, '', 'unknown', '10.0.0.1, nonsense', '10.0.0.1, 10.0.0.0/8', '10.0.0.1,'])(
    "is the proxy's where it forwards nonsense: %s",
    (forwarded) => {
      expect(addressOf('198.51.100.1', forwarded, '198.51.100.1')).toBe('198.51.100.1');
    },
  );

  it('is the leftmost where all are trusted proxies', () => {
    expect(addressOf('10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.0/8')).toBe('10.0.0.3');
  });

  it('needs proxies that are addresses or ranges', () => {
    expect(() => createClientReader(['proxy.example.com'])).toThrow('proxy.example.com');
  });
});
