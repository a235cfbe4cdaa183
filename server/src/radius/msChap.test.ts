import { describe, expect, test } from 'vitest';
import {
  challengeHash,
  generateAuthenticatorResponse,
  generateNtResponse,
  ntChallengeResponse,
  ntPasswordHash,
} from './msChap.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('MS-CHAP version 1: the example of RFC 2433, section B.2', () => {
  test('hash and response', () => {
    expect(ntPasswordHash('MyPw')).toEqual(bytes('FC156AF7EDCD6C0EDDE3337D427F4EAC'));
    expect(ntChallengeResponse(bytes('102DB5DF085D3041'), 'MyPw')).toEqual(
      bytes('4E9D3C8F9CFD385D5BF4D3246791956CA4C351AB409A3D61'),
    );
  });
});

describe('MS-CHAP version 2: the example of RFC 2759, section 9.2', () => {
  const challenges = {
    authenticator: bytes('5B5D7C7D7B3F2F3E3C2C602132262628'),
    peer: bytes('21402324255E262A28295F2B3A337C7E'),
    userName: 'User',
  };
  const ntResponse = bytes('82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF');

  test('hash, challenge and response', () => {
    expect(ntPasswordHash('clientPass')).toEqual(bytes('44EBBA8D5312B8D611474411F56989AE'));
    expect(challengeHash(challenges)).toEqual(bytes('D02E4386BCE91226'));
    expect(generateNtResponse(challenges, 'clientPass')).toEqual(ntResponse);
  });

  test("the authenticator's response", () => {
    expect(generateAuthenticatorResponse(challenges, 'clientPass', ntResponse)).toBe(
      'S=407A5589115FD0D6209F510FE9C04566932CDA56',
    );
  });
});
