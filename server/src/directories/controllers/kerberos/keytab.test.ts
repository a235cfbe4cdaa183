import { describe, expect, it } from 'vitest';
import { AES128_CTS_HMAC_SHA1_96, keytab, machineKeytab } from './keytab.ts';
import { stringToKey } from './stringToKey.ts';

const timestamp = new Date('2026-01-02T03:04:05Z');

describe('keytab', () => {
  it('is the MIT file format, octet for octet', () => {
    const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const file = keytab([
      {
        principal: { components: ['host', 'a.b'], realm: 'B' },
        keyVersion: 258,
        encryptionType: AES128_CTS_HMAC_SHA1_96,
        key,
        timestamp,
      },
    ]);
    const expected = [
      '0502', // version
      '00000031', // length of the entry
      '0002', // components
      '0001 42', // realm
      '0004 686f7374', // host
      '0003 612e62', // a.b
      '00000001', // KRB5_NT_PRINCIPAL
      '695735a5', // 2026-01-02T03:04:05Z
      '02', // 258 modulo 256
      '0011', // aes128-cts-hmac-sha1-96
      `0010 ${key.toString('hex')}`,
      '00000102', // 258
    ];
    expect(file.toString('hex')).toBe(expected.join('').replaceAll(' ', ''));
  });
});

describe('machineKeytab', () => {
  it('salts the keys with the realm and the host name in lower case', () => {
    const file = machineKeytab({
      computerName: 'WS-1A2B3C4D5',
      domainName: 'corp.example.com',
      password: 'secret',
      keyVersion: 1,
      timestamp,
    });
    const salt = 'CORP.EXAMPLE.COMhostws-1a2b3c4d5.corp.example.com';
    expect(file.includes(stringToKey('secret', salt, 256))).toBe(true);
    expect(file.includes(stringToKey('secret', salt, 128))).toBe(true);
    expect(file.includes('WS-1A2B3C4D5$')).toBe(true);
  });
});
