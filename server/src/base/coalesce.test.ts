import { expect, it } from 'vitest';
import { coalesce } from './coalesce.ts';

function controlled() {
  const begun: (() => void)[] = [];
  return { begun, work: () => new Promise<void>((resolve) => begun.push(resolve)) };
}

const unexpected = (error: unknown) => {
  throw error;
};

it('runs once more for all the calls that came while it ran', async () => {
  const { begun, work } = controlled();
  const call = coalesce(work, unexpected);
  call();
  call();
  call();
  expect(begun).toHaveLength(1);
  begun[0]?.();
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.();
  call();
  await expect.poll(() => begun.length).toBe(3);
});

it('tells an error and stays usable', async () => {
  const errors: unknown[] = [];
  let calls = 0;
  const call = coalesce(
    () => {
      calls++;
      throw new Error('broken');
    },
    (error) => errors.push(error),
  );
  call();
  await expect.poll(() => errors.length).toBe(1);
  call();
  await expect.poll(() => calls).toBe(2);
});
