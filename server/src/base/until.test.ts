import { expect, it } from 'vitest';
import { until } from './until.ts';

it('tries again until the attempt succeeds', async () => {
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    if (attempts < 3) throw new Error('not yet');
    return attempts;
  };
  expect(await until(attempt, { intervalMs: 1, timeoutMs: 5000 })).toBe(3);
});

it('throws what the last attempt threw when the time is over', async () => {
  const never = async () => {
    throw new Error('connection refused');
  };
  await expect(until(never, { intervalMs: 1, timeoutMs: 20 })).rejects.toThrow('connection refused');
});

it('ends when it is aborted', async () => {
  const controller = new AbortController();
  const attempt = async () => {
    controller.abort(new Error('stop'));
    throw new Error('not yet');
  };
  await expect(
    until(attempt, { intervalMs: 1, timeoutMs: 60_000, signal: controller.signal }),
  ).rejects.toThrow('stop');
});
