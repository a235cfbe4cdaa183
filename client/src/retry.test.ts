import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pause, Retries } from './retry.ts';

const browser = new EventTarget();

beforeEach(() => {
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
  vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser));
});
afterEach(() => vi.unstubAllGlobals());

test('where there was no connection it ends after a minute', () => {
  const retries = new Retries();
  let nowMs = 0;
  for (let wait = retries.next(nowMs, 0); wait !== undefined; wait = retries.next(nowMs, 0)) nowMs += wait;
  expect(nowMs).toBeGreaterThan(60_000);
  expect(nowMs).toBeLessThan(70_000);
});

test('pauses double up to the greatest, and end when no session can be resumed any more', () => {
  const retries = new Retries();
  const pauses: number[] = [];
  let nowMs = 1_000_000;
  for (let wait = retries.next(nowMs, 60_000); wait !== undefined; wait = retries.next(nowMs, 0)) {
    pauses.push(wait);
    nowMs += wait;
  }
  expect(pauses.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect(nowMs - 1_000_000).toBeGreaterThan(20 * 60_000);
  expect(nowMs - 1_000_000).toBeLessThan(20 * 60_000 + 10_000);
  expect(retries.next(nowMs, 0)).toBe(500);
});

test('a connection that lasted makes the next cut a new one; one that did not, does not', () => {
  const retries = new Retries();
  expect(retries.next(0, 60_000)).toBe(500);
  expect(retries.next(1000, 300)).toBe(1000);
  expect(retries.next(2000, 300)).toBe(2000);
  expect(retries.next(50_000, 48_000)).toBe(500);
  expect(retries.next(105_000, 0)).toBe(1000);
});

test('a pause ends when the network comes back', async () => {
  const over = pause(60_000, new AbortController().signal);
  browser.dispatchEvent(new Event('online'));
  await over;
});

test('a pause ends when it is aborted, and does not begin after that', async () => {
  const abort = new AbortController();
  const over = pause(60_000, abort.signal);
  abort.abort();
  await over;
  await pause(60_000, abort.signal);
});
