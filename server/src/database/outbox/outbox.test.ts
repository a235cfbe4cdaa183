import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../base/log.ts';
import { inTransaction } from '../database.ts';
import { Notifications } from '../notifications.ts';
import { testDatabase } from '../testing.ts';
import { currentCursor, emit, followEvents, pruneEvents, readEvents } from './outbox.ts';

let opened: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  opened = await testDatabase();
});
afterAll(() => opened.close());

describe('events', () => {
  it('exist if and only if their transaction commits', async () => {
    const { database } = opened;
    const start = await currentCursor(database);
    await inTransaction(database, (transaction) => emit(transaction, 'kept', { n: 1 }));
    const rolledBack = inTransaction(database, async (transaction) => {
      await emit(transaction, 'kept', { n: 2 });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    const events = await readEvents(database, ['kept'], start);
    expect(events.map((event) => event.payload)).toEqual([{ n: 1 }]);
  });

  it('are held back while an older transaction may still write one', async () => {
    const { database } = opened;
    const start = await currentCursor(database);
    const slow = await opened.pool.connect();
    await slow.query('begin');
    await slow.query(`insert into outbox.event (topic, payload) values ('order', '"first"')`);
    await emit(database, 'order', 'second');
    expect(await readEvents(database, ['order'], start)).toEqual([]);
    await slow.query('commit');
    slow.release();
    const events = await readEvents(database, ['order'], start);
    expect(events.map((event) => event.payload)).toEqual(['first', 'second']);
    expect(await readEvents(database, ['order'], events[1]?.cursor ?? '')).toEqual([]);
  });

  it('refuse a cursor that is none', async () => {
    await expect(readEvents(opened.database, ['a'], "0:0' or true")).rejects.toThrow(RangeError);
  });

  it('are forgotten when they are old', async () => {
    const { database } = opened;
    const start = await currentCursor(database);
    await emit(database, 'old', 1);
    await sql`update outbox.event set created_at = now() - interval '2 hours' where topic = 'old'`.execute(
      database,
    );
    await emit(database, 'old', 2);
    await pruneEvents(database, 3_600_000);
    const events = await readEvents(database, ['old'], start);
    expect(events.map((event) => event.payload)).toEqual([2]);
  });
});

describe('followers', () => {
  let notifications: Notifications;
  beforeEach(() => {
    notifications = new Notifications({
      newClient: opened.newClient,
      log: createLogger('test', 'silent'),
      refreshIntervalMs: 60_000, // so that what arrives was woken
    });
  });
  afterEach(() => notifications.close());

  it('see every event of concurrent writers once, though their connection is cut', async () => {
    const { database } = opened;
    const seen: number[] = [];
    const follower = followEvents({
      database,
      notifications,
      topics: ['busy'],
      from: await currentCursor(database),
      handle: ({ payload }) => void seen.push(payload as number),
    });
    const writer = async (first: number) => {
      for (let n = first; n < first + 50; n++) {
        await inTransaction(database, async (transaction) => {
          await emit(transaction, 'busy', n);
          await delay(Math.random() * 5); // so that commits come in another order than numbers
        });
      }
    };
    const cutter = async () => {
      for (let n = 0; n < 3; n++) {
        await delay(60);
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and query like 'listen%'`.execute(database);
      }
    };
    await Promise.all([writer(0), writer(50), writer(100), cutter()]);
    await expect.poll(() => seen.length, { timeout: 5000 }).toBe(150);
    expect(new Set(seen).size).toBe(150);
    follower.close();
  });

  it('are handed an event again when they failed', async () => {
    const { database } = opened;
    const seen: unknown[] = [];
    followEvents({
      database,
      notifications,
      topics: ['fragile'],
      from: await currentCursor(database),
      handle: ({ payload }) => {
        seen.push(payload);
        if (seen.length === 1) throw new Error('not now');
      },
    });
    await emit(database, 'fragile', 'a');
    // It comes again at the next wake-up, be it the interval's or that of another event.
    await expect.poll(() => seen).toContain('a');
    await emit(database, 'fragile', 'b');
    await expect.poll(() => seen).toEqual(['a', 'a', 'b']);
  });
});

it('Notifications call at once, on their topics, and every interval', async () => {
  const notifications = new Notifications({
    newClient: opened.newClient,
    log: createLogger('test', 'silent'),
    refreshIntervalMs: 100,
  });
  let calls = 0;
  notifications.listen(['tick'], () => void calls++);
  expect(calls).toBe(1);
  await expect.poll(() => calls).toBeGreaterThan(3);
  await notifications.close();
  const after = calls;
  await delay(250);
  expect(calls).toBe(after);
});
