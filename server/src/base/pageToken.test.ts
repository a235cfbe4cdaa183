import { expect, it } from 'vitest';
import { readPageToken, writePageToken } from './pageToken.ts';

const now = new Date('2026-11-21T12:00:00Z');
const token = writePageToken('list', 'ws-1', now);

it('gives back where the page ended', () => {
  expect(readPageToken('list', token, now)).toBe('ws-1');
});

it('refuses what is no token, is cut, belongs to another list or is a day old', () => {
  expect(readPageToken('list', 'AAAA', now)).toBeUndefined();
  expect(readPageToken('list', token.slice(0, -4), now)).toBeUndefined();
  expect(readPageToken('list', Buffer.from('null').toString('base64url'), now)).toBeUndefined();
  expect(readPageToken('another list', token, now)).toBeUndefined();
  expect(readPageToken('list', token, new Date('2026-11-22T12:00:01Z'))).toBeUndefined();
});
