import { describe, expect, test } from 'vitest';
import { attribute, encodeAttributes } from './attributes.ts';
import { decodeAnswer, encodePacket, encodeRequest, hmacMd5, responseAuthenticator } from './packet.ts';
import { hidePassword, proofOf } from './proof.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

/** The secret of all examples of RFC 2865, section 7. */
const secret = Buffer.from('xyzzy5461');
const nasIpAddress = attribute(4, bytes('c0a80110'));

describe('the examples of RFC 2865, section 7', () => {
  const telnet = { identifier: 0, authenticator: bytes('0f403f9473978057bd83d5cb98f4227a') };

  test('7.1: a request with PAP', () => {
    const { attributes } = proofOf('PAP', { userName: 'nemo', password: 'arctangent' }, telnet, secret);
    const all = [attribute(1, 'nemo'), ...attributes, nasIpAddress, attribute(5, bytes('00000003'))];
    expect(encodePacket(1, telnet, all)).toEqual(
      bytes(`01000038 0f403f94 73978057 bd83d5cb 98f4227a 01066e65 6d6f0212 0dbe708d 93d413ce 3196e43f 782a0aee
        0406c0a8 01100506 00000003`),
    );
  });

  test("7.1: the answer's authenticator, which alone does not suffice", () => {
    const answer = bytes(
      '02000026 86fe220e 7624ba2a 1005f6bf 9b55e0b2 06060000 00010f06 00000000 0e06c0a8 0103',
    );
    expect(responseAuthenticator(answer, telnet, secret)).toEqual(answer.subarray(4, 20));
    expect(decodeAnswer(answer, telnet, secret)).toBe('unsigned');
    expect(decodeAnswer(answer, telnet, Buffer.from('xyzzy5462'))).toBe('forged');
    expect(decodeAnswer(answer, { ...telnet, identifier: 1 }, secret)).toBe('unrelated');
  });

  test('7.2: CHAP, whose challenge is the authenticator there', () => {
    const framed = { identifier: 1, authenticator: bytes('2aee86f08d0d55969ca5978e0d3367a2') };
    const random = (size: number) => (size === 1 ? Buffer.from([22]) : framed.authenticator);
    const { attributes } = proofOf(
      'CHAP',
      { userName: 'flopsy', password: 'arctangent' },
      framed,
      secret,
      random,
    );
    expect(encodeAttributes(attributes)).toEqual(
      bytes('0313 16e97557c316185895f293ff6344077275 3c12 2aee86f08d0d55969ca5978e0d3367a2'),
    );
  });

  test('7.3: the hidden passwords of a challenge and of its response', () => {
    expect(hidePassword('challenge', bytes('f3a47a1f6a6d76710b947ab93041a039'), secret)).toEqual(
      bytes('33657573778289b570885e15084825c5'),
    );
    expect(hidePassword('99101462', bytes('b122556d428a13d0d6253807c457ecf0'), secret)).toEqual(
      bytes('692c1f205fc081b919b95195f561a581'),
    );
  });
});

test('the Message-Authenticator of RFC 5997, section 6.1', () => {
  const packet = bytes('0cda0026 8a54f468 6fb394c5 2866e302 185d0623 5012 5a665e2e1e8411f3e243822097c84fa3');
  const signature = Buffer.from(packet.subarray(22));
  packet.fill(0, 22);
  expect(hmacMd5(secret, packet)).toEqual(signature);
});

test('a password longer than a block is hidden with the block before it', () => {
  const authenticator = Buffer.alloc(16, 1);
  const hidden = hidePassword('0123456789abcdef0123', authenticator, secret);
  expect(hidden).toHaveLength(32);
  expect(hidden.subarray(0, 16)).toEqual(hidePassword('0123456789abcdef', authenticator, secret));
  expect(hidden.subarray(16)).toEqual(hidePassword('0123', hidden.subarray(0, 16), secret));
});

test('an empty password is one block', () => {
  expect(hidePassword('', Buffer.alloc(16), secret)).toHaveLength(16);
});

describe('a request of ours', () => {
  const key = { identifier: 7, authenticator: Buffer.alloc(16, 9) };

  test('has its Message-Authenticator first, over all of it', () => {
    const packet = encodeRequest(key, [attribute(1, 'ada')], secret);
    expect(packet.readUInt16BE(2)).toBe(packet.length);
    expect(packet.subarray(20, 22)).toEqual(bytes('5012'));
    const zeroed = Buffer.from(packet).fill(0, 22, 38);
    expect(packet.subarray(22, 38)).toEqual(hmacMd5(secret, zeroed));
  });
});

describe('answers', () => {
  const key = { identifier: 7, authenticator: Buffer.alloc(16, 9) };
  /** An Access-Accept as a server makes it. */
  const accept = (signature: Buffer | null = Buffer.alloc(16), more: Buffer = Buffer.alloc(0)) => {
    const body = signature ? Buffer.concat([Buffer.from([80, 18]), signature, more]) : more;
    const head = Buffer.alloc(4);
    head[0] = 2;
    head[1] = key.identifier;
    head.writeUInt16BE(20 + body.length, 2);
    const packet = Buffer.concat([head, key.authenticator, body]);
    if (signature?.equals(Buffer.alloc(16))) hmacMd5(secret, packet).copy(packet, 22);
    responseAuthenticator(packet, key, secret).copy(packet, 4);
    return packet;
  };

  test('are read when both authenticators are right, and padding is left alone', () => {
    expect(decodeAnswer(accept(), key, secret)).toMatchObject({ code: 'accept' });
    expect(decodeAnswer(Buffer.concat([accept(), Buffer.alloc(3)]), key, secret)).toMatchObject({
      code: 'accept',
    });
  });

  test('with a wrong Message-Authenticator are forged', () => {
    expect(decodeAnswer(accept(Buffer.alloc(16, 1)), key, secret)).toBe('forged');
  });

  test('with two Message-Authenticators, or a short one, count as unsigned', () => {
    expect(decodeAnswer(accept(Buffer.alloc(16), accept().subarray(20)), key, secret)).toBe('unsigned');
    expect(decodeAnswer(accept(null, Buffer.from([80, 3, 0])), key, secret)).toBe('unsigned');
  });

  test('that are no packets are dropped, whatever they are', () => {
    const packet = accept();
    for (let length = 0; length < packet.length; length++) {
      expect(decodeAnswer(packet.subarray(0, length), key, secret)).toBe('unrelated');
    }
    for (let index = 0; index < packet.length; index++) {
      const changed = Buffer.from(packet);
      changed[index] = (changed[index] ?? 0) ^ 0x55;
      expect(typeof decodeAnswer(changed, key, secret)).toBe('string');
    }
  });
});
