import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

export const migrations: Migrations = {
  '2026-11-21-02-workflows-run': {
    async up(database) {
      await database.schema.createSchema('workflows').execute();
      await sql`
        create table workflows.run (
          id bigint generated always as identity primary key,
          token uuid not null default gen_random_uuid(),
          type text not null,
          key text not null,
          input jsonb not null,
          deduplication_key text unique,
          status text not null default 'queued'
            check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled')),
          owner uuid,
          fence bigint not null default 0,
          run_at timestamptz not null default now(),
          cancel_requested boolean not null default false,
          output jsonb,
          failure jsonb,
          created_at timestamptz not null default now(),
          started_at timestamptz,
          finished_at timestamptz,
          check ((owner is not null) = (status = 'running'))
        )`.execute(database);
      await sql`
        create index run_ready on workflows.run (run_at, id)
        where status in ('queued', 'waiting')`.execute(database);
      await sql`
        create index run_open_by_key on workflows.run (key, id)
        where status in ('queued', 'running', 'waiting')`.execute(database);
      // The promise that no two runs of one key are under way at once is the database's, not the workers'.
      await sql`
        create unique index run_one_per_key on workflows.run (key)
        where status in ('running', 'waiting')`.execute(database);
      await sql`
        create index run_by_owner on workflows.run (owner) where status = 'running'`.execute(database);
      await sql`create index run_by_key on workflows.run (key, id)`.execute(database);
      await sql`
        create table workflows.step (
          run_id bigint not null references workflows.run on delete cascade,
          name text not null,
          undo boolean not null,
          position integer not null,
          status text not null check (status in ('started', 'retrying', 'sleeping', 'done', 'failed')),
          failures integer not null,
          output jsonb,
          error text,
          started_at timestamptz not null default now(),
          attempt_started_at timestamptz not null default now(),
          finished_at timestamptz,
          primary key (run_id, name, undo)
        )`.execute(database);
      await sql`
        create table workflows.replica (
          id uuid primary key,
          host text not null,
          process_id integer not null,
          started_at timestamptz not null default now(),
          seen_at timestamptz not null default now()
        )`.execute(database);
      await sql`
        create table workflows.periodic (
          name text primary key,
          owner uuid,
          due_at timestamptz not null default now()
        )`.execute(database);
    },
  },
};
