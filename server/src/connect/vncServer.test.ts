import { describe, expect, test } from 'vitest';
import { vncChallengeResponse } from '../base/vncAuthentication.ts';
import { VncServerHandshake } from './vncServer.ts';

const challenge = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const right = vncChallengeResponse('secret12', challenge);
const wrong = vncChallengeResponse('secret13', challenge);
const version = (minor: string) => Buffer.from(`RFB 003.${minor}\n`);
const start = () => new VncServerHandshake('secret12', challenge);

test('says version 3.8 first', () => {
  expect(VncServerHandshake.greeting.toString()).toBe('RFB 003.008\n');
});

describe.each(['007', '008', '889'])('a viewer of version 3.%s', (minor) => {
  test('chooses VNC Authentication, and is let in with the password', () => {
    const handshake = start();
    expect(handshake.push(version(minor))).toEqual({ state: 'more', reply: Buffer.from([1, 2]) });
    expect(handshake.push(Buffer.from([2]))).toEqual({ state: 'more', reply: challenge });
    expect(handshake.push(right)).toEqual({ state: 'more', reply: Buffer.alloc(4) });
    expect(handshake.push(Buffer.from([1, 7, 8]))).toMatchObject({
      state: 'accepted',
      rest: Buffer.from([7, 8]),
    });
  });

  test('may not do without', () => {
    const handshake = start();
    handshake.push(version(minor));
    expect(handshake.push(Buffer.from([1]))).toEqual({ state: 'strange' });
  });
});

test('a viewer of version 3.3 is told the security type', () => {
  const handshake = start();
  const reply = Buffer.concat([Buffer.from([0, 0, 0, 2]), challenge]);
  expect(handshake.push(version('003'))).toEqual({ state: 'more', reply });
  expect(handshake.push(right)).toEqual({ state: 'more', reply: Buffer.alloc(4) });
  expect(handshake.push(Buffer.from([0]))).toMatchObject({ state: 'accepted' });
});

test('a wrong password is refused, with a reason where the version has one', () => {
  const refusal = (minor: string, chosen: number[]) => {
    const handshake = start();
    handshake.push(version(minor));
    return handshake.push(Buffer.concat([Buffer.from(chosen), wrong]));
  };
  const reason = Buffer.from('The password is wrong.');
  expect(refusal('008', [2])).toEqual({
    state: 'wrongPassword',
    reply: Buffer.concat([challenge, Buffer.from([0, 0, 0, 1, 0, 0, 0, reason.length]), reason]),
  });
  expect(refusal('007', [2])).toEqual({
    state: 'wrongPassword',
    reply: Buffer.concat([challenge, Buffer.from([0, 0, 0, 1])]),
  });
});

test('it does not matter in which pieces the bytes come', () => {
  const handshake = start();
  const bytes = Buffer.concat([version('008'), Buffer.from([2]), right, Buffer.from([1, 9])]);
  const replies: Buffer[] = [];
  let rest: Buffer | undefined;
  for (const byte of bytes.subarray(0, -1)) {
    const step = handshake.push(Buffer.from([byte]));
    if (step.state === 'strange') throw new Error('strange');
    replies.push(step.reply);
    if (step.state === 'accepted') rest = step.rest;
  }
  expect(Buffer.concat(replies)).toEqual(Buffer.concat([Buffer.from([1, 2]), challenge, Buffer.alloc(4)]));
  expect(rest).toEqual(Buffer.alloc(0));
  expect(start().push(bytes)).toMatchObject({ state: 'accepted', rest: Buffer.from([9]) });
});

test.each(['GET / HTTP/1.1\r\n', 'RFB 004.000\n', 'RFB 3.8 ....'])('%j is no viewer', (text) => {
  expect(start().push(Buffer.from(text))).toEqual({ state: 'strange' });
});

test('every challenge is another one', () => {
  const challengeOf = () => {
    const step = new VncServerHandshake('secret12').push(version('003'));
    return step.state === 'more' ? step.reply.toString('hex') : '';
  };
  expect(challengeOf()).not.toBe(challengeOf());
});
