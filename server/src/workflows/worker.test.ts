import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { untilAborted, useWorkflows } from './testing.ts';

const test = useWorkflows();
const { start, stopWorkers, workflow, enqueue } = test;

describe('a worker', () => {
  it('that stops leaves its runs to another, which is told that the step may have happened', async () => {
    const attempts: unknown[] = [];
    const begun = Promise.withResolvers<void>();
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('first', async () => void attempts.push('first'));
      await context.step('long', async ({ attempt, mayHaveHappened, signal }) => {
        attempts.push([attempt, mayHaveHappened]);
        begun.resolve();
        if (!mayHaveHappened) await untilAborted(signal);
      });
    });
    const first = await start([defined]);
    const id = await enqueue();
    await begun.promise;
    await first.worker.stop();
    const second = await start([defined]);
    expect((await second.ended(id)).status).toBe('succeeded');
    expect(attempts).toEqual(['first', [1, false], [1, true]]);
  });

  it('that lost a run is fenced: it writes nothing more, and another carries on', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const thawed = Promise.withResolvers<void>();
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('work', async ({ mayHaveHappened, signal }) => {
        if (mayHaveHappened) return 'from the second';
        begun.resolve(signal);
        await thawed.promise;
        return 'from the first';
      });
      return context.step('next', async () => 'done');
    });
    await start([defined], { concurrency: 1 }); // which is busy, and cannot take the run back
    const id = await enqueue();
    const signal = await begun.promise;
    const second = await start([defined]);
    await test.pool.query(`update workflows.run set status = 'waiting', owner = null where id = $1`, [id]);
    expect(await second.ended(id)).toMatchObject({ status: 'succeeded', output: 'done' });
    await expect.poll(() => signal.reason?.interruption.kind).toBe('lost');
    thawed.resolve();
    await stopWorkers();
    const { rows } = await test.pool.query(
      `select output from workflows.step where run_id = $1 and name = 'work'`,
      [id],
    );
    expect(rows).toEqual([{ output: 'from the second' }]);
  });

  it('loses nothing when all its connections break', async () => {
    const effects: string[] = [];
    const { defined } = workflow(async (context) => {
      for (const name of ['a', 'b', 'c']) {
        await context.step(name, async () => {
          await delay(30);
          effects.push(`${context.key} ${name}`);
        });
      }
      await context.transaction('end', async (transaction) => {
        await sql`insert into effect values (${`cut ${context.key}`})`.execute(transaction);
      });
    });
    const { ended } = await start([defined]);
    const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => enqueue(defined, `cut-${n}`)));
    const others = sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    for (let n = 0; n < 4; n++) {
      await delay(40);
      await others.execute(test.database).catch(() => undefined);
    }
    for (const id of ids) expect((await ended(id)).status).toBe('succeeded');
    expect(new Set(effects).size).toBe(30);
    expect(effects).toHaveLength(30);
    const { rows } = await test.pool.query(`select text from effect where text like 'cut %'`);
    expect(rows).toHaveLength(10);
  });

  it('calls at the boundaries of steps', async () => {
    const seen: string[] = [];
    const { defined, enqueue } = workflow(async (context) => {
      await context.step('a', async () => undefined, { undo: async () => undefined });
      await context.transaction('b', () => Promise.reject(new Error('no')));
    });
    const onBoundary = ({ step, phase, undo }: { step: string; phase: string; undo: boolean }) =>
      void seen.push(`${phase} ${undo ? 'undo ' : ''}${step}`);
    const { ended } = await start([defined], { onBoundary });
    await ended(await enqueue());
    expect(seen).toEqual(['before a', 'after a', 'before b', 'before undo a', 'after undo a']);
  });

  it('refuses two workflows of one type', async () => {
    const { defined } = workflow(async () => undefined);
    await expect(start([defined, defined])).rejects.toThrow('the same type');
  });
});
