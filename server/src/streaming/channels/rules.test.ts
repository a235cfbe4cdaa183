import { expect, test } from 'vitest';
import { DEFAULT_SESSION_POLICY } from '../../workspaces/model/sessionPolicy.ts';
import { readOpening, ruleOf } from './rules.ts';

const policy = DEFAULT_SESSION_POLICY;
const opening = (request: object) => JSON.stringify({ type: 'open', channelToken: 'token', ...request });

test('what a client adds to its request does not reach the desktop', () => {
  expect(readOpening(opening({ channel: 'sound', secret: 'x', prepared: 'y' }))).toEqual({
    ...{ channelToken: 'token', request: { channel: 'sound' } },
  });
  const upload = { channel: 'files', action: 'upload', name: 'a', size: 1 };
  expect(readOpening(opening({ ...upload, path: '/etc' }))?.request).toEqual(upload);
});

test.each([
  ['a name of 256 characters', { channel: 'files', action: 'download', name: 'x'.repeat(256) }],
  ['half a byte', { channel: 'files', action: 'upload', name: 'x', size: 0.5 }],
  ['no action', { channel: 'files' }],
  ['no zone', { channel: 'timezone' }],
  ['a list of names', { channel: 'files', action: 'download', name: ['x'] }],
  ['no channel', {}],
])('%s is no request', (_what, request) => {
  expect(readOpening(opening(request))).toBeUndefined();
});

test('the largest clipboard is that of the policy, with little around it', () => {
  const narrow = { ...policy, clipboardBytesMax: 100_000 };
  const get = ruleOf({ channel: 'clipboard', action: 'get' }, narrow);
  expect(get.allowed).toBe(true);
  expect(get.toClientBytesMax - 100_000).toBeLessThan(2_000);
  expect(ruleOf({ channel: 'clipboard', action: 'put', size: 100_001 }, narrow).allowed).toBe(false);
  const none = { ...policy, clipboardBytesMax: 0 };
  expect(ruleOf({ channel: 'clipboard', action: 'get' }, none).allowed).toBe(false);
});

test('a printer takes no more than acknowledgements', () => {
  expect(ruleOf({ channel: 'print' }, policy).toDesktopBytesMax).toBeLessThan(100_000);
});

test('sound out is always allowed, and nothing goes up beside it', () => {
  const nothing = {
    ...policy,
    audioIn: false,
    printing: false,
    clipboard: 'OFF',
    fileTransfer: 'OFF',
  } as const;
  expect(ruleOf({ channel: 'sound' }, nothing)).toMatchObject({ allowed: true, toDesktopBytesMax: 0 });
});
