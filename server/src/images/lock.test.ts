import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFile } from './lock.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
});

afterEach(() => rm(directory, { recursive: true }));

test('the second waits for the first', async () => {
  const path = join(directory, 'lock');
  const order: string[] = [];
  const first = await lockFile(path);
  const second = lockFile(path).then((lock) => {
    order.push('second');
    return lock;
  });
  await expect(lockFile(path, AbortSignal.timeout(100))).rejects.toThrow();
  order.push('first released');
  await first.release();
  await (await second).release();
  expect(order).toEqual(['first released', 'second']);
});

test('a directory that is not there is an error', async () => {
  await expect(lockFile(join(directory, 'missing', 'lock'))).rejects.toThrow('could not lock');
});
