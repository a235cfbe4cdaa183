import { afterEach, expect, test, vi } from 'vitest';
import { SharedClipboard } from './clipboard.ts';

afterEach(() => vi.unstubAllGlobals());

function start(writeText: (text: string) => Promise<void>) {
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  const sent: string[] = [];
  return { clipboard: new SharedClipboard((text) => sent.push(text)), sent };
}

test('what was copied again on the device goes to the desktop again', async () => {
  const written: string[] = [];
  const { clipboard, sent } = start(async (text) => {
    written.push(text);
  });
  clipboard.toDesktop('a');
  await clipboard.fromDesktop('b');
  clipboard.toDesktop('b');
  clipboard.toDesktop('a');
  expect(written).toEqual(['b']);
  expect(sent).toEqual(['a', 'a']);
});

test('where the browser keeps the text of the desktop, the older one of the device does not replace it', async () => {
  const { clipboard, sent } = start(async () => {
    throw new DOMException('', 'NotAllowedError');
  });
  clipboard.toDesktop('a');
  await clipboard.fromDesktop('b');
  clipboard.toDesktop('a');
  expect(sent).toEqual(['a']);
  clipboard.toDesktop('c');
  expect(sent).toEqual(['a', 'c']);
  expect(clipboard.text).toBe('b');
});
