import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

export const migrations: Migrations = {
  '2026-11-21-01-workspaces-tables': {
    async up(database) {
      await sql`create schema workspaces`.execute(database);
      await sql`
        create table workspaces.registration (
          directory_id text primary key,
          account_id text not null,
          region text not null,
          registration_code text not null unique,
          state text not null,
          error_message text,
          directory_name text not null,
          subnet_ids text[] not null,
          self_service boolean not null,
          workspace_directory_name text,
          workspace_directory_description text,
          role_arn text,
          created_at timestamptz not null
        )`.execute(database);
      await sql`
        create table workspaces.workspace (
          workspace_id text primary key,
          account_id text not null,
          region text not null,
          directory_id text not null references workspaces.registration,
          user_name text not null,
          bundle_id text not null,
          state text not null,
          error_code text,
          error_message text,
          computer_name text not null unique,
          running_mode text not null,
          auto_stop_timeout_minutes integer,
          compute_type text not null,
          root_volume_gib integer not null,
          user_volume_gib integer not null,
          subnet_id text,
          ip_address text,
          management_address text,
          attached_pid integer,
          recovering boolean not null default false,
          secrets bytea,
          machine_account bytea,
          created_at timestamptz not null,
          available_at timestamptz,
          connection_state text not null default 'UNKNOWN',
          connection_state_at timestamptz,
          last_user_connection_at timestamptz
        )`.execute(database);
      // One WorkSpace per user and directory; Active Directory takes no notice of case in user names.
      await sql`
        create unique index workspace_user on workspaces.workspace (directory_id, lower(user_name))`.execute(
        database,
      );
      await sql`create index workspace_account on workspaces.workspace (account_id, region, workspace_id)`.execute(
        database,
      );
      await sql`
        create table workspaces.ip_group (
          group_id text primary key,
          account_id text not null,
          region text not null,
          group_name text not null,
          group_desc text,
          rules jsonb not null,
          created_at timestamptz not null,
          unique (account_id, region, group_name)
        )`.execute(database);
      await sql`
        create table workspaces.ip_group_association (
          directory_id text not null references workspaces.registration on delete cascade,
          group_id text not null references workspaces.ip_group,
          primary key (directory_id, group_id)
        )`.execute(database);
      await sql`
        create table workspaces.tag (
          resource_id text not null,
          key text not null,
          value text not null,
          primary key (resource_id, key)
        )`.execute(database);
      await sql`
        create table workspaces.invitation (
          workspace_id text primary key references workspaces.workspace on delete cascade,
          user_name text not null,
          recipient text,
          subject text not null,
          body text not null,
          created_at timestamptz not null,
          delivered_at timestamptz,
          delivered_to text,
          error text
        )`.execute(database);
    },
  },
};
