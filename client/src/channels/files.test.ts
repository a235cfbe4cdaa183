import { expect, test } from 'vitest';
import { ChannelError } from './channel.ts';
import { downloadFile, listFiles, uploadFile } from './files.ts';
import { FakeChannel, fakeOpen } from './testing.ts';

test('lists what the desktop has, and leaves out what is no file', async () => {
  const file = { name: 'a.txt', size: 3, modified: 1 };
  const channel = new FakeChannel([file, null, { name: 5 }, 'x']);
  const { open, requests } = fakeOpen(channel);
  expect(await listFiles(open)).toEqual([file]);
  expect(requests).toEqual([{ channel: 'files', action: 'list' }]);
  expect(channel.isOver).toBe(true);
});

test('downloads a file whole, and says how far it is', async () => {
  const channel = new FakeChannel({ size: 6 }, 'abc', 'def');
  const progress: number[] = [];
  const blob = await downloadFile(fakeOpen(channel).open, 'a.txt', { onProgress: (n) => progress.push(n) });
  expect(await blob.text()).toBe('abcdef');
  expect(progress).toEqual([3, 6]);
});

test('a download that is cut is none', async () => {
  const channel = new FakeChannel({ size: 6 }, 'abc');
  const download = downloadFile(fakeOpen(channel).open, 'a.txt');
  channel.over('CONNECTION_ENDED');
  await expect(download).rejects.toMatchObject({ end: 'CONNECTION_ENDED' });
});

test('uploads a file in pieces, and learns the name that it got', async () => {
  const channel = new FakeChannel({ stored: 'a (1).txt' });
  const { open, requests } = fakeOpen(channel);
  const content = 'x'.repeat(100_000);
  expect(await uploadFile(open, new File([content], 'a.txt'))).toEqual({ name: 'a (1).txt' });
  expect(requests).toEqual([{ channel: 'files', action: 'upload', name: 'a.txt', size: 100_000 }]);
  expect(channel.sentText).toBe(content);
  expect(Math.max(...channel.sent.map(({ length }) => length))).toBeLessThanOrEqual(32 * 1024);
});

test('what did not fit is said', async () => {
  const upload = uploadFile(fakeOpen(new FakeChannel({ error: 'NoSpace' })).open, new File(['x'], 'a'));
  await expect(upload).rejects.toMatchObject({ end: 'REFUSED', refusal: 'NoSpace' });
  const refused = uploadFile(fakeOpen(new ChannelError('NOT_ALLOWED')).open, new File(['x'], 'a'));
  await expect(refused).rejects.toMatchObject({ end: 'NOT_ALLOWED' });
});

test('a signal ends an upload that does not go on', async () => {
  const channel = new FakeChannel();
  channel.waitingBytes = 2 * 1024 * 1024;
  const controller = new AbortController();
  const upload = uploadFile(fakeOpen(channel).open, new File(['x'], 'a'), { signal: controller.signal });
  await Promise.resolve();
  controller.abort(new Error('by the user'));
  await expect(upload).rejects.toThrow('by the user');
  expect(channel.isOver).toBe(true);
});
