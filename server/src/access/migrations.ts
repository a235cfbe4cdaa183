import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

export const migrations: Migrations = {
  '2026-11-21-01-access-tables': {
    async up(database) {
      await sql`create schema access`.execute(database);
      await sql`
        create table access.signing_key (
          key_id text primary key,
          secret bytea not null,
          created_at timestamptz not null
        )`.execute(database);
      await sql`
        create table access.used_ticket (
          ticket_id text primary key,
          expires_at timestamptz not null
        )`.execute(database);
      await sql`
        create table access.session (
          session_id text primary key,
          token_hash bytea not null unique,
          workspace_id text not null,
          directory_id text not null,
          user_name text not null,
          client_address text not null,
          client_agent text not null,
          created_at timestamptz not null,
          seen_at timestamptz not null,
          ended_at timestamptz,
          end_reason text
        )`.execute(database);
      await sql`create index session_open on access.session (workspace_id) where ended_at is null`.execute(
        database,
      );
      await sql`
        create table access.connection (
          connection_id text primary key,
          session_id text not null references access.session on delete cascade,
          workspace_id text not null,
          client_address text not null,
          opened_at timestamptz not null,
          connected_at timestamptz,
          seen_at timestamptz not null,
          ended_at timestamptz,
          close_reason text,
          bytes_to_client bigint not null default 0,
          bytes_from_client bigint not null default 0
        )`.execute(database);
      // One user looks at a desktop from one place at a time.
      await sql`
        create unique index connection_open on access.connection (workspace_id) where ended_at is null`.execute(
        database,
      );
      await sql`create index connection_session on access.connection (session_id)`.execute(database);
    },
  },
  '2026-11-21-20-access-device-types': {
    async up(database) {
      await sql`alter table access.session add column device_type text not null default 'Web',
        add column trusted_root text`.execute(database);
    },
  },
  '2026-11-21-24-access-round-trip': {
    async up(database) {
      await sql`alter table access.connection add column round_trip_ms real`.execute(database);
    },
  },
  '2026-11-21-23-access-remembered-sessions': {
    async up(database) {
      await sql`alter table access.session add column remembered boolean not null default false`.execute(
        database,
      );
    },
  },
};
