import { expect, it } from 'vitest';
import { runAttempt } from './attempt.ts';

const never = () => new Promise<void>(() => undefined);

it('work that does not heed its signal is not waited for without end', async () => {
  const controller = new AbortController();
  const attempt = runAttempt(never, { signal: controller.signal, settleGraceMs: 10 });
  controller.abort();
  await expect(attempt).rejects.toThrow('did not stop');
});
