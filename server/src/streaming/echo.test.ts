import { expect, test } from 'vitest';
import { Echo } from './echo.ts';

/** A WebSocket that is as slow as the test wants. */
function start() {
  const sent: string[] = [];
  const underWay: ((error?: Error) => void)[] = [];
  const send = (text: unknown, ...rest: unknown[]) => {
    sent.push(String(text));
    const done = rest.at(-1);
    if (typeof done === 'function') underWay.push(() => done());
  };
  const echo = new Echo({ send });
  return { sent, take: (text: string) => echo.take(Buffer.from(text)), flush: () => underWay.shift()?.() };
}

test('a question comes back as it was', () => {
  const { sent, take } = start();
  expect(take('{"type":"echo","id":7}')).toBe(true);
  expect(sent).toEqual(['{"type":"echo","id":7}']);
});

test('a client that asks without reading gets one answer at a time, then the newest', () => {
  const { sent, take, flush } = start();
  for (let id = 0; id < 1000; id += 1) take(`{"type":"echo","id":${id}}`);
  expect(sent).toHaveLength(1);
  flush();
  flush();
  expect(sent).toEqual(['{"type":"echo","id":0}', '{"type":"echo","id":999}']);
});

test.each([
  '',
  'null',
  '{"type":"echo"}',
  '{"type":"echo","id":-1}',
  '{"type":"echo","id":1,"more":1}',
  'x'.repeat(65),
])('%s is not one', (text) => {
  expect(start().take(text)).toBe(false);
});
