import { expect, test } from 'vitest';
import { cameraProblem } from './camera.ts';
import { ChannelError, channelErrorOf, channelUrl } from './channel.ts';
import { readPacket } from './framing.ts';
import { getPicture, putPicture } from './pictures.ts';
import { type Print, receivePrints } from './print.ts';
import { FakeChannel, fakeOpen } from './testing.ts';
import { redirectTimeZone } from './timezone.ts';

test('channels are where the page is', () => {
  expect(channelUrl(new URL('https://desk.example:8444/x?y')).href).toBe('wss://desk.example:8444/channel');
});

test.each([
  [1000, 'DONE', 'DONE', undefined],
  [1006, '', 'CONNECTION_ENDED', undefined],
  [4010, 'NOT_ALLOWED', 'NOT_ALLOWED', undefined],
  [4012, 'NoSpace', 'REFUSED', 'NoSpace'],
  [4012, 'something new', 'REFUSED', 'Failed'],
])('the close code %i with %j is understood', (code, reason, end, refusal) => {
  expect(channelErrorOf(code, reason)).toMatchObject({ end, refusal });
});

test('printed documents come one after the other, and each is acknowledged when it is there', async () => {
  const channel = new FakeChannel({ title: 'Letter' }, { size: 8 }, '%PDF', '-1.7');
  const prints: Print[] = [];
  const receiving = receivePrints(channel, (print) => {
    expect(channel.sent).toEqual([]);
    prints.push(print);
  });
  channel.say({ title: 'Cut' });
  channel.say({ size: 8 });
  channel.say('%PDF');
  await new Promise((resolve) => setTimeout(resolve));
  channel.over('CONNECTION_ENDED');
  await receiving;
  expect(prints).toMatchObject([{ title: 'Letter', pdf: { type: 'application/pdf', size: 8 } }]);
  expect(channel.sentText).toBe('{"received":true}');
});

test('the time zone is the browser’s, where the desktop takes it', async () => {
  const { open, requests } = fakeOpen(new FakeChannel(), new ChannelError('NOT_ALLOWED'));
  expect(await redirectTimeZone(open, 'Asia/Tokyo')).toBe('Asia/Tokyo');
  expect(requests).toEqual([{ channel: 'timezone', zone: 'Asia/Tokyo' }]);
  expect(await redirectTimeZone(open, 'Asia/Tokyo')).toBeUndefined();
});

test('why there is no camera', async () => {
  expect(await cameraProblem(fakeOpen(new ChannelError('REFUSED', 'NotAvailable')).open)).toBe(
    'NotAvailable',
  );
  expect(await cameraProblem(fakeOpen(new ChannelError('NOT_ALLOWED')).open)).toBe('NotAllowed');
});

test('pictures are put and got', async () => {
  const channel = new FakeChannel({ stored: 'clipboard' });
  await putPicture(fakeOpen(channel).open, new Blob(['picture']));
  expect(channel.sentText).toBe('picture');
  expect(channel.isOver).toBe(false); // it is held for as long as it can be pasted
  const got = await getPicture(fakeOpen(new FakeChannel({ size: 3 }, 'png')).open);
  expect(got).toMatchObject({ type: 'image/png', size: 3 });
  expect(await getPicture(fakeOpen(new ChannelError('REFUSED', 'NotFound')).open)).toBeUndefined();
});

test('a packet of sound has its time before it', () => {
  expect(readPacket(Uint8Array.of(0, 0, 1, 0, 7, 8))).toEqual({ time: 256, packet: Uint8Array.of(7, 8) });
  expect(readPacket(Uint8Array.of(0, 0, 1, 0))).toBeUndefined();
});
