import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../base/log.ts';
import { connect } from './connect.ts';
import { testDatabase } from './testing.ts';
import { isDatabaseUnavailable, isTransientDatabaseError } from './unavailable.ts';

const log = createLogger('test', 'silent');
let opened: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  opened = await testDatabase();
});
afterAll(() => opened.close());

const errorOf = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error: unknown) => error);

it('survives the loss of connections, idle and in use', async () => {
  const other = connect({ connection: opened.connection, applicationName: 'victim', log });
  const inUse = await other.pool.connect();
  await other.pool.query('select 1'); // leaves an idle one
  const query = errorOf(inUse.query('select pg_sleep(60)'));
  await opened.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`,
  );
  expect(isTransientDatabaseError(await query)).toBe(true);
  const next = await errorOf(inUse.query('select 1'));
  expect(isTransientDatabaseError(next)).toBe(true);
  inUse.release(next as Error);
  // Until it has heard of its end, the pool would hand the idle one out.
  await expect.poll(() => other.pool.totalCount, { timeout: 10_000 }).toBe(0);
  expect((await other.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await other.close();
});

it('ends statements that take too long', async () => {
  const hasty = connect({ connection: opened.connection, statementTimeoutMs: 20, log });
  const error = await errorOf(hasty.pool.query('select pg_sleep(60)'));
  expect(String(error)).toContain('statement timeout');
  expect(isDatabaseUnavailable(error)).toBe(false); // or a slow statement would be repeated for ever
  await hasty.close();
});

it('connects by URL', async () => {
  const { host, user, database } = opened.connection;
  const url = `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}`;
  const other = connect({ connection: { url }, log });
  expect((await other.pool.query('select current_database() as name')).rows).toEqual([{ name: database }]);
  await other.close();
});

it('tells a database that is away from a statement that is wrong', async () => {
  const away = connect({ connection: { ...opened.connection, host: '/nonexistent' }, log });
  expect(isDatabaseUnavailable(await errorOf(away.pool.query('select 1')))).toBe(true);
  expect(isDatabaseUnavailable(await errorOf(opened.pool.query('select nothing')))).toBe(false);
  expect(isDatabaseUnavailable(new Error('something else'))).toBe(false);
  await away.close();
});
