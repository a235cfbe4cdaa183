import { Migrator } from 'kysely/migration';
import { type Database, type Migrations, tables } from './database.ts';
import { migrations as outboxMigrations } from './outbox/migrations.ts';

/** The database has been used by a newer version of the program. */
export class DatabaseTooNewError extends Error {
  override name = 'DatabaseTooNewError';
}

/**
 * Brings the database up to date with all rooms' migrations, in one transaction: all of them or none.
 * Processes that do so at the same time wait for each other.
 * @throws DatabaseTooNewError when migrations have been run that this program does not know
 */
export async function migrate(database: Database, ...rooms: Migrations[]): Promise<void> {
  const migrations = merge([outboxMigrations, ...rooms]);
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: 'alcove',
  });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  // The migrator makes its table before anything else: where even that failed, this query fails alike.
  const unknown = await unknownMigrations(database, migrations);
  if (unknown.length > 0) {
    throw new DatabaseTooNewError(
      `The database has been used by a newer version of Alcove (it knows ${unknown.join(', ')}, and this ` +
        'version does not). Start the newer version, or restore a backup made before the upgrade.',
    );
  }
  throw error;
}

function merge(rooms: readonly Migrations[]): Migrations {
  const merged: Migrations = {};
  for (const room of rooms) {
    for (const [name, migration] of Object.entries(room)) {
      if (merged[name] && merged[name] !== migration) throw new Error(`Two migrations are named ${name}.`);
      merged[name] = migration;
    }
  }
  return merged;
}

/** The names in the table of executed migrations that are not ours. */
async function unknownMigrations(database: Database, known: Migrations): Promise<string[]> {
  const rows = await tables<{ 'alcove.kysely_migration': { name: string } }>(database)
    .selectFrom('alcove.kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name).filter((name) => !(name in known));
}
