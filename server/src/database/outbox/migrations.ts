import { sql } from 'kysely';
import type { Migrations } from '../database.ts';

export const migrations: Migrations = {
  '2026-11-21-01-outbox-event': {
    async up(database) {
      await database.schema.createSchema('outbox').execute();
      // `transaction_id` orders events such that a reader can tell below which one nothing can appear any more.
      await sql`
        create table outbox.event (
          transaction_id xid8 not null default pg_current_xact_id(),
          id bigint generated always as identity,
          topic text not null,
          payload jsonb not null,
          created_at timestamptz not null default now(),
          primary key (transaction_id, id)
        )`.execute(database);
      await sql`create index event_created_at on outbox.event (created_at)`.execute(database);
    },
  },
};
