import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { untilAborted, useWorkflows } from './testing.ts';
import { StepError } from './workflow.ts';

const test = useWorkflows();
const { start, workflow } = test;

describe('a step', () => {
  it('is tried again after failing, and told so; the body notices nothing', async () => {
    const attempts: unknown[] = [];
    const caught: unknown[] = [];
    const { defined, enqueue } = workflow(async (context) => {
      try {
        await context.step(
          'shaky',
          async ({ attempt, mayHaveHappened, idempotencyKey }) => {
            attempts.push([attempt, mayHaveHappened, idempotencyKey]);
            if (attempt < 3) throw new Error('not yet');
          },
          { backoffMs: 1 },
        );
      } catch (error) {
        caught.push(error);
        throw error;
      }
    });
    const { ended } = await start([defined]);
    expect((await ended(await enqueue())).status).toBe('succeeded');
    expect(attempts).toEqual([
      [1, false, expect.stringMatching(/:shaky$/)],
      [2, true, expect.anything()],
      [3, true, expect.anything()],
    ]);
    expect(new Set(attempts.map((attempt) => (attempt as string[])[2])).size).toBe(1);
    expect(caught).toEqual([]);
  });

  it('fails for good after its retries, and the body may go another way', async () => {
    let attempts = 0;
    const { defined, enqueue } = workflow(async (context) => {
      try {
        await context.step('first way', () => Promise.reject(new Error(`blocked ${++attempts}`)), {
          retries: 1,
          backoffMs: 1,
        });
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        return `${error.step}: ${error.message}`;
      }
    });
    const { ended } = await start([defined]);
    expect(await ended(await enqueue())).toMatchObject({
      status: 'succeeded',
      output: 'first way: blocked 2',
    });
  });

  it('that takes too long is aborted, and has failed', async () => {
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('slow', ({ signal }) => untilAborted(signal), { timeoutMs: 20, retries: 0 });
    });
    const { ended } = await start([defined]);
    expect((await ended(await enqueue())).failure).toEqual({
      message: 'It took longer than 20 ms.',
      cancelled: false,
      step: 'slow',
    });
  });

  it('whose result cannot be stored fails, saying so', async () => {
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('zero', async () => 'a\0b');
    });
    const { ended } = await start([defined]);
    expect((await ended(await enqueue())).failure?.message).toMatch('zero character');
  });

  it('of a name that is taken ends the run', async () => {
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('twin', async () => undefined);
      await context.step('twin', async () => undefined);
    });
    const { ended } = await start([defined]);
    expect((await ended(await enqueue())).failure?.message).toBe('The workflow has two steps named "twin".');
  });

  it('may run beside others of its run', async () => {
    const { defined, enqueue } = workflow(async (context) => {
      const left = Promise.withResolvers<string>();
      const both = await Promise.all([
        context.step('left', () => left.promise),
        context.step('right', async () => {
          left.resolve('l');
          return 'r';
        }),
      ]);
      return both.join('');
    });
    const { ended } = await start([defined]);
    expect((await ended(await enqueue())).output).toBe('lr');
  });

  it('of the transaction kind commits with the memory of it, or not at all', async () => {
    const write = (text: string) => sql`insert into effect values (${text})`;
    const { defined, key, enqueue } = workflow(async (context) => {
      await context.transaction('kept', async (transaction) => {
        await write(`kept ${context.key}`).execute(transaction);
      });
      await context.transaction('refused', async (transaction) => {
        await write(`refused ${context.key}`).execute(transaction);
        throw new Error('on second thoughts');
      });
    });
    const { ended } = await start([defined]);
    expect((await ended(await enqueue())).failure).toMatchObject({ message: 'on second thoughts' });
    const { rows } = await test.pool.query('select text from effect where text like $1', [`%${key}`]);
    expect(rows).toEqual([{ text: `kept ${key}` }]);
  });
});

describe('a durable sleep', () => {
  it('takes its time and holds no slot', async () => {
    const order: string[] = [];
    const sleeper = workflow(async (context) => {
      await context.sleep('nap', 300);
      await context.step('wake', async () => void order.push('sleeper'));
    });
    const other = workflow(async (context) => {
      await context.step('go', async () => void order.push('other'));
    });
    const { ended } = await start([sleeper.defined, other.defined], { concurrency: 1 });
    const sleeping = await sleeper.enqueue();
    const going = await other.enqueue();
    await ended(going);
    const run = await ended(sleeping);
    expect(order).toEqual(['other', 'sleeper']);
    expect(run.steps[0]?.durationMs).toBeGreaterThanOrEqual(300);
    expect(run.steps[0]?.durationMs).toBeLessThan(1500);
  });
});
