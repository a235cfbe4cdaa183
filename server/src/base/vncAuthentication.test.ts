import { expect, test } from 'vitest';
import { newVncPassword, vncChallengeResponse, vncPasswordFile } from './vncAuthentication.ts';

test.each([
  // What TigerVNC's `vncpasswd -f` writes.
  ['password', 'dbd83cfd727a1458'],
  ['Ab3xyz', '7fd744cb1d8c694b'],
])('the file for %s is what vncpasswd writes', (password, file) => {
  expect(vncPasswordFile(password).toString('hex')).toBe(file);
});

test('no more than eight characters count', () => {
  expect(vncPasswordFile('password and more')).toEqual(vncPasswordFile('password'));
});

test('the answer to a challenge is as long as the challenge, and depends on both', () => {
  const challenge = Buffer.alloc(16, 7);
  const answer = vncChallengeResponse('password', challenge);
  expect(answer).toHaveLength(16);
  expect(vncChallengeResponse('passwore', challenge)).not.toEqual(answer);
  expect(vncChallengeResponse('password', Buffer.alloc(16, 8))).not.toEqual(answer);
});

test('a new password is random and has the full length', () => {
  const passwords = new Set(Array.from({ length: 100 }, newVncPassword));
  expect(passwords.size).toBe(100);
  for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{8}$/);
});
