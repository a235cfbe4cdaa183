import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { runHistory } from './history.ts';
import { untilAborted, useWorkflows } from './testing.ts';
import { FatalStepError } from './workflow.ts';

const test = useWorkflows();
const { start, workflow, cancel } = test;

describe('a failed run', () => {
  it('undoes its steps in reverse, the failed one too, and then tells its hook', async () => {
    const undone: unknown[] = [];
    const { defined, key, enqueue } = workflow(
      async (context) => {
        const undo =
          (name: string) => async (output: string | undefined, attempt: { idempotencyKey: string }) => {
            undone.push([name, output, attempt.idempotencyKey.endsWith(`:${name}`)]);
          };
        await context.step('a', async () => 'made a', { undo: undo('a') });
        await context.step('b', async () => 'made b');
        await context.step('c', async () => 'made c', { undo: undo('c') });
        await context.step('d', () => Promise.reject(new FatalStepError('no d')), { undo: undo('d') });
        await context.step('e', async () => 'made e', { undo: undo('e') });
      },
      async (transaction, failure, input) => {
        await sql`insert into effect values (${`${failure.step} ${input.resource}`})`.execute(transaction);
        undone.push('hook');
      },
    );
    const { ended } = await start([defined]);
    const run = await ended(await enqueue());
    expect(run).toMatchObject({
      status: 'failed',
      failure: { message: 'no d', cancelled: false, step: 'd' },
    });
    expect(undone).toEqual([['d', undefined, true], ['c', 'made c', true], ['a', 'made a', true], 'hook']);
    expect(run.steps.filter((step) => step.undo).map(({ name }) => name)).toEqual(['a', 'c', 'd']);
    const { rows } = await test.pool.query('select from effect where text = $1', [`d ${key}`]);
    expect(rows).toHaveLength(1);
  });

  it('tries an undo again until it works', async () => {
    let tries = 0;
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('a', async () => undefined, {
        undo: async () => {
          if (++tries < 2) throw new Error('still busy');
        },
      });
      throw new Error('no');
    });
    const { ended } = await start([defined]);
    expect((await ended(await enqueue())).failure).toEqual({ message: 'no', cancelled: false });
    expect(tries).toBe(2);
  });

  it('goes on undoing after one undo has failed for good', async () => {
    const undone: string[] = [];
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('a', async () => undefined, { undo: async () => void undone.push('a') });
      await context.step('b', async () => undefined, {
        undo: () => Promise.reject(new FatalStepError('it is stuck')),
      });
      throw new Error('no');
    });
    const { ended } = await start([defined]);
    const run = await ended(await enqueue());
    expect(run.status).toBe('failed');
    expect(undone).toEqual(['a']);
    expect(run.steps.find(({ name, undo }) => undo && name === 'b')).toMatchObject({
      status: 'failed',
      error: 'it is stuck',
    });
  });

  it('does not go forward again when it is carried on elsewhere in the middle of its undos', async () => {
    let tries = 0;
    const later: string[] = [];
    let isStuck = true;
    const reached = Promise.withResolvers<void>();
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('a', async () => undefined, {
        undo: async (_, { signal }) => {
          reached.resolve();
          if (isStuck) await untilAborted(signal);
        },
      });
      if (++tries === 1) throw new Error('only the first time');
      await context.transaction('later', async () => void later.push('later'));
    });
    const first = await start([defined]);
    const id = await enqueue();
    await reached.promise;
    await first.worker.stop();
    isStuck = false;
    const second = await start([defined]);
    expect((await second.ended(id)).failure?.message).toBe('only the first time');
    expect(tries).toBe(2);
    expect(later).toEqual([]);
  });
});

describe('cancellation', () => {
  it('aborts the step under way and undoes it too', async () => {
    const undone: unknown[] = [];
    const begun = Promise.withResolvers<void>();
    const { defined, key, enqueue } = workflow(
      async (context) => {
        await context.step('a', async () => 'a', { undo: async (output) => void undone.push(['a', output]) });
        await context.step(
          'b',
          async ({ signal }) => {
            begun.resolve();
            await untilAborted(signal);
          },
          { undo: async (output) => void undone.push(['b', output]) },
        );
      },
      async (_, { cancelled, message }) => void undone.push([cancelled, message]),
    );
    const { ended } = await start([defined]);
    const id = await enqueue();
    await begun.promise;
    await cancel(key);
    expect((await ended(id)).status).toBe('cancelled');
    expect(undone).toEqual([
      ['b', undefined],
      ['a', 'a'],
      [true, 'The work was cancelled.'],
    ]);
  });

  it('does not wait for a sleep or for the next attempt', async () => {
    const undone: string[] = [];
    const sleeper = workflow(async (context) => {
      await context.step('a', async () => undefined, { undo: async () => void undone.push('sleeper') });
      await context.sleep('long', 3_600_000);
    });
    const failing = workflow(async (context) => {
      await context.step('a', () => Promise.reject(new Error('no')), {
        backoffMs: 3_600_000,
        backoffMsMax: 3_600_000,
        undo: async () => void undone.push('failing'),
      });
    });
    const { ended } = await start([sleeper.defined, failing.defined]);
    for (const { enqueue, key } of [sleeper, failing]) {
      const id = await enqueue();
      await expect.poll(async () => (await runHistory(test.database, id))?.status).toBe('waiting');
      await cancel(key);
      expect((await ended(id)).status).toBe('cancelled');
    }
    expect(undone).toEqual(['sleeper', 'failing']);
  });

  it('ends queued runs before they begin, and lets later ones through', async () => {
    const done: string[] = [];
    const { defined, key, enqueue } = workflow(async (context) => {
      await context.step('a', async () => void done.push(context.runId));
    });
    const first = await enqueue();
    const second = await enqueue();
    await cancel(key);
    const third = await enqueue();
    const { ended } = await start([defined]);
    expect((await ended(first)).status).toBe('cancelled');
    expect((await ended(second)).status).toBe('cancelled');
    expect((await ended(third)).status).toBe('succeeded');
    expect(done).toEqual([third]);
  });
});

it('a run whose hook fails is not ended until the hook works', async () => {
  let isBroken = true;
  const { defined, key, enqueue } = workflow(
    async () => Promise.reject(new Error('no')),
    async () => {
      if (isBroken) throw new Error('broken hook');
    },
  );
  const { ended } = await start([defined]);
  const id = await enqueue();
  await expect.poll(async () => (await runHistory(test.database, id))?.status).toBe('waiting');
  isBroken = false;
  await cancel(key); // wakes it: it would be tried again half a minute later
  expect(await ended(id)).toMatchObject({ status: 'failed', failure: { message: 'no' } });
});
