import { expect, test } from 'vitest';
import { streamEndOf, streamUrl } from './stream.ts';

test('the stream is at the gateway that the page came from', () => {
  expect(streamUrl(new URL('https://desktops.example.com:8444/?x#y')).href).toBe(
    'wss://desktops.example.com:8444/stream',
  );
});

test.each([
  [1000, 'CLIENT_CLOSED'],
  [1001, 'GATEWAY_STOPPED'],
  [4002, 'TAKEN_OVER'],
  [4004, 'DESKTOP_UNREACHABLE'],
  // The browser's code for a connection that broke, and one that nobody has said anything about.
  [1006, 'CLIENT_LOST'],
  [4999, 'CLIENT_LOST'],
])('close code %i means %s', (code, end) => {
  expect(streamEndOf(code)).toBe(end);
});
