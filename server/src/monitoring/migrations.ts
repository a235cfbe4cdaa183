import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

/** Each string is one statement. */
const initial = [
  'create schema monitoring',

  // Names are in the order of their bytes wherever they are listed.
  `create table monitoring.log_group (
    account_id text not null,
    region text not null,
    name text collate "C" not null,
    class text not null,
    tags jsonb not null,
    created_at timestamptz not null,
    primary key (account_id, region, name)
  )`,

  `create table monitoring.alarm (
    account_id text not null,
    region text not null,
    name text collate "C" not null,
    configuration jsonb not null,
    state text not null default 'INSUFFICIENT_DATA' check (state in ('OK', 'ALARM', 'INSUFFICIENT_DATA')),
    state_reason text not null default 'Unchecked: Initial alarm creation',
    state_updated_at timestamptz not null,
    state_transitioned_at timestamptz not null,
    configuration_updated_at timestamptz not null,
    tags jsonb not null,
    primary key (account_id, region, name)
  )`,
];

export const migrations: Migrations = {
  '2026-11-21-05-monitoring-initial': {
    async up(database) {
      for (const statement of initial) await sql.raw(statement).execute(database);
    },
  },
};
