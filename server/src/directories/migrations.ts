import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

export const migrations: Migrations = {
  '2026-11-21-01-directories-tables': {
    async up(database) {
      await sql`create schema directories`.execute(database);
      await sql`
        create table directories.directory (
          directory_id text primary key,
          account_id text not null,
          region text not null,
          name text not null,
          short_name text not null,
          description text,
          size text not null,
          type text not null,
          stage text not null,
          stage_reason text,
          stage_updated_at timestamptz not null,
          vpc_id text not null,
          subnet_ids text[] not null,
          availability_zones text[] not null,
          administrator_password bytea,
          created_at timestamptz not null
        )`.execute(database);
      await sql`
        create index directory_account on directories.directory (account_id, region, directory_id)`.execute(
        database,
      );
      await sql`
        create table directories.controller (
          instance_name text primary key,
          directory_id text not null references directories.directory,
          number integer not null,
          host_name text not null,
          subnet_id text not null,
          address text not null,
          management_address text not null,
          unique (directory_id, number)
        )`.execute(database);
      // No cascade: an application that still uses a directory is never forgotten with it.
      await sql`
        create table directories.hold (
          directory_id text not null references directories.directory,
          holder text not null,
          kind text not null,
          primary key (directory_id, holder)
        )`.execute(database);
      await sql`
        create table directories.tag (
          directory_id text not null references directories.directory on delete cascade,
          key text not null,
          value text not null,
          primary key (directory_id, key)
        )`.execute(database);
    },
  },
  '2026-11-21-22-directories-radius': {
    async up(database) {
      await sql`
        create table directories.radius (
          directory_id text primary key references directories.directory on delete cascade,
          servers text[] not null,
          servers_ipv6 text[] not null,
          port integer not null,
          timeout_seconds integer not null,
          retries integer not null,
          protocol text not null,
          display_label text,
          use_same_user_name boolean not null,
          secret bytea not null,
          status text not null,
          settings_id text not null
        )`.execute(database);
    },
  },
};
