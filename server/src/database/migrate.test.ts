import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../base/log.ts';
import { connect } from './connect.ts';
import type { Migrations } from './database.ts';
import { DatabaseTooNewError, migrate } from './migrate.ts';
import { testDatabase } from './testing.ts';

const first: Migrations = {
  '2026-11-22-01-fruit-apple': {
    up: (database) => database.schema.createTable('apple').addColumn('id', 'integer').execute(),
  },
};
const second: Migrations = {
  '2026-11-22-02-fruit-pear': {
    up: (database) => database.schema.createTable('pear').addColumn('id', 'integer').execute(),
  },
};

describe('migrate', () => {
  let opened: Awaited<ReturnType<typeof testDatabase>>;
  beforeAll(async () => {
    opened = await testDatabase();
  });
  afterAll(() => opened.close());

  it('lets processes that start at the same time wait for each other', async () => {
    const others = [1, 2, 3].map(() =>
      connect({ connection: opened.connection, log: createLogger('test', 'silent') }),
    );
    await Promise.all(others.map((other) => migrate(other.database, first)));
    await Promise.all(others.map((other) => other.close()));
    await sql`insert into apple values (1)`.execute(opened.database);
  });

  it('adds what is new', async () => {
    await migrate(opened.database, first, second);
    await sql`insert into pear values (1)`.execute(opened.database);
  });

  it('runs all of them or none', async () => {
    const broken: Migrations = {
      '2026-11-23-01-fruit-plum': { up: (d) => d.schema.createTable('plum').execute() },
      '2026-11-23-02-fruit-cherry': { up: () => Promise.reject(new Error('no cherries')) },
    };
    await expect(migrate(opened.database, first, second, broken)).rejects.toThrow('no cherries');
    await expect(sql`select from plum`.execute(opened.database)).rejects.toThrow('does not exist');
  });

  it('refuses a database of a newer version, saying so', async () => {
    const refused = migrate(opened.database, first);
    await expect(refused).rejects.toThrow(DatabaseTooNewError);
    await expect(refused).rejects.toThrow(/newer version of Alcove.*fruit-pear/);
  });

  it('refuses two migrations of one name', async () => {
    const other: Migrations = { '2026-11-22-01-fruit-apple': { up: async () => undefined } };
    await expect(migrate(opened.database, first, other)).rejects.toThrow('Two migrations are named');
  });
});
