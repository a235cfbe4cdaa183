import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** No table that anybody else owns: a room adds its own with {@link tables}. */
type NoTables = Record<never, never>;

/** The pool or a transaction in progress. Stores take it as their first argument and do not care which it is. */
export type Database = Kysely<NoTables>;

/**
 * The database as the room that owns the tables `T` sees it.
 * `T` maps schema-qualified names (`'workspaces.workspace'`) to Kysely table interfaces.
 */
export function tables<T>(database: Database): Kysely<T> {
  return database as unknown as Kysely<T>;
}

/** Runs `work` in one transaction; inside one already, joins it. */
export function inTransaction<R>(
  database: Database,
  work: (transaction: Database) => Promise<R>,
): Promise<R> {
  if (database.isTransaction) return work(database);
  return database.transaction().execute((transaction) => work(transaction as unknown as Database));
}

/**
 * Migrations of one room, keyed by `YYYY-MM-DD-<nn>-<room>-<what>`: the names of all rooms together are run in
 * alphabetical order, and a name once released never changes.
 */
export type Migrations = Record<string, Migration>;
