import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../database/database.ts';
import { pruneRuns, runHistory, runsFor } from './history.ts';
import { workflowQueue } from './queue.ts';
import { useWorkflows } from './testing.ts';

const test = useWorkflows();
const { start, workflow, enqueue, cancel } = test;

describe('a run', () => {
  it('goes through its steps, remembers their results, and can be read', async () => {
    const { defined, key, enqueue } = workflow(async (context) => {
      const volume = await context.step('volume', async () => ({ name: `vol-${context.input.resource}` }));
      await context.step('nothing', async () => undefined);
      return context.transaction('available', async () => volume.name);
    });
    const { ended } = await start([defined]);
    const run = await ended(await enqueue());
    expect(run).toMatchObject({ status: 'succeeded', output: `vol-${key}`, failure: null });
    expect(run.steps.map(({ name, status }) => [name, status])).toEqual([
      ['volume', 'done'],
      ['nothing', 'done'],
      ['available', 'done'],
    ]);
    for (const step of run.steps) expect(step.durationMs).toBeGreaterThanOrEqual(0);
    expect(run.durationMs).toBeGreaterThan(0);
    expect((await runsFor(test.database, key)).map(({ id }) => id)).toEqual([run.id]);
  });

  it('exists if and only if the transaction of its enqueueing commits', async () => {
    const { defined, key } = workflow(async () => undefined);
    const rolledBack = inTransaction(test.database, async (transaction) => {
      await workflowQueue.enqueue(transaction, { type: defined.type }, key, {});
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    expect(await runsFor(test.database, key)).toEqual([]);
  });

  it('is made once for one deduplication key', async () => {
    const { defined, key } = workflow(async () => undefined);
    const ids = await Promise.all([1, 2, 3].map(() => enqueue(defined, key, `once-${key}`)));
    expect(new Set(ids).size).toBe(1);
    expect(await runsFor(test.database, key)).toHaveLength(1);
  });

  it('of a type that no worker knows is left alone', async () => {
    const { key, defined } = workflow(async () => undefined);
    const id = await enqueue(defined, key);
    const other = workflow(async () => undefined);
    const { ended } = await start([other.defined]);
    await ended(await other.enqueue());
    expect((await runHistory(test.database, id))?.status).toBe('queued');
  });

  it('is forgotten when it ended long ago', async () => {
    const { defined, key, enqueue } = workflow(async () => undefined);
    const { ended } = await start([defined]);
    const { id } = await ended(await enqueue());
    await pruneRuns(test.database, 3_600_000);
    expect(await runsFor(test.database, key)).toHaveLength(1);
    await sql`update workflows.run set finished_at = now() - interval '2 hours' where id = ${id}`.execute(
      test.database,
    );
    await pruneRuns(test.database, 3_600_000);
    expect(await runsFor(test.database, key)).toEqual([]);
  });
});

describe('runs of one key', () => {
  it('follow one another in the order of their enqueueing, on any number of workers', async () => {
    const done: string[] = [];
    let atOnce = 0;
    let atOnceMax = 0;
    const { defined, key } = workflow(async (context) => {
      await context.step('only one', async () => {
        atOnceMax = Math.max(atOnceMax, ++atOnce);
        await delay(5);
        atOnce--;
        done.push(context.runId);
      });
    });
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push(await enqueue(defined, key));
    const [one] = await Promise.all([start([defined]), start([defined]), start([defined])]);
    for (const id of ids) await one.ended(id);
    expect(done).toEqual(ids);
    expect(atOnceMax).toBe(1);
  });

  it('cannot be under way at once, whatever a worker does', async () => {
    const { defined, key, enqueue } = workflow(async (context) => context.sleep('long', 3_600_000));
    await start([defined]);
    const ids = [await enqueue(), await enqueue()];
    await expect.poll(async () => (await runHistory(test.database, ids[0] ?? ''))?.status).toBe('waiting');
    const forced = sql`update workflows.run set status = 'waiting' where id = ${ids[1]}`;
    await expect(forced.execute(test.database)).rejects.toThrow('run_one_per_key');
    await cancel(key);
  });
});
