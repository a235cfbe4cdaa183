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
  '2026-11-21-02-workspaces-life-cycle': {
    async up(database) {
      await sql`
        alter table workspaces.registration
          add column maintenance_mode boolean not null default true,
          add column internet_access boolean not null default false,
          add column local_administrator boolean not null default true,
          add column default_organizational_unit text,
          add column custom_security_group_id text,
          add column reconnect_enabled boolean not null default true`.execute(database);
      await sql`
        alter table workspaces.workspace
          add column started_at timestamptz,
          add column volumes_changed_at timestamptz,
          add column compute_enlarged_at timestamptz,
          add column compute_reduced_at timestamptz,
          add column modified_resource text,
          add column modification_state text,
          add column wanted_change jsonb,
          add column return_state text,
          add column migrated_to text,
          add column migrated_from text,
          add column maintained_at timestamptz`.execute(database);
      // A WorkSpace that is being migrated stands aside for the one that takes its place.
      await sql`drop index workspaces.workspace_user`.execute(database);
      await sql`
        create unique index workspace_user on workspaces.workspace (directory_id, lower(user_name))
          where migrated_to is null`.execute(database);
      await sql`
        create table workspaces.snapshot (
          snapshot_id text primary key,
          workspace_id text not null references workspaces.workspace on delete cascade,
          taken_at timestamptz not null
        )`.execute(database);
      await sql`create index snapshot_workspace on workspaces.snapshot (workspace_id, taken_at)`.execute(
        database,
      );
      await sql`
        create table workspaces.image (
          image_id text primary key,
          account_id text not null,
          region text not null,
          name text not null,
          description text not null,
          state text not null,
          error_code text,
          error_message text,
          operating_system text not null,
          root_volume_gib integer not null,
          source_workspace_id text,
          source_image_id text,
          created_at timestamptz not null,
          unique (account_id, region, name)
        )`.execute(database);
      await sql`
        create table workspaces.image_permission (
          image_id text not null references workspaces.image on delete cascade,
          shared_account_id text not null,
          primary key (image_id, shared_account_id)
        )`.execute(database);
      await sql`
        create table workspaces.bundle (
          bundle_id text primary key,
          account_id text not null,
          region text not null,
          name text not null,
          description text not null,
          image_id text not null,
          compute_type text not null,
          root_volume_gib integer not null,
          user_volume_gib integer not null,
          created_at timestamptz not null,
          updated_at timestamptz not null,
          deleted_at timestamptz
        )`.execute(database);
      await sql`create unique index bundle_name on workspaces.bundle (account_id, region, name)
        where deleted_at is null`.execute(database);
      await sql`
        create table workspaces.usage (
          usage_id bigint generated always as identity primary key,
          workspace_id text not null,
          account_id text not null,
          region text not null,
          directory_id text not null,
          user_name text not null,
          bundle_id text not null,
          running_mode text not null,
          compute_type text not null,
          root_volume_gib integer not null,
          user_volume_gib integer not null,
          started_at timestamptz not null,
          seen_at timestamptz not null,
          ended_at timestamptz
        )`.execute(database);
      await sql`create unique index usage_open on workspaces.usage (workspace_id) where ended_at is null`.execute(
        database,
      );
      await sql`create index usage_account on workspaces.usage (account_id, region, started_at)`.execute(
        database,
      );
      await sql`
        create table workspaces.quota (
          account_id text not null,
          region text not null,
          name text not null,
          value integer not null,
          primary key (account_id, region, name)
        )`.execute(database);
      await sql`
        create table workspaces.account_modification (
          modification_id bigint generated always as identity primary key,
          account_id text not null,
          region text not null,
          state text not null,
          dedicated_tenancy_support text not null,
          dedicated_tenancy_cidr text,
          error_code text,
          error_message text,
          started_at timestamptz not null
        )`.execute(database);
    },
  },
  '2026-11-21-03-workspaces-session-policies': {
    async up(database) {
      await sql`
        create table workspaces.session_policy (
          directory_id text primary key references workspaces.registration on delete cascade,
          policy jsonb not null
        )`.execute(database);
      await sql`
        create table workspaces.desktop_policy (
          workspace_id text primary key references workspaces.workspace on delete cascade,
          narrowing jsonb not null,
          stamp text,
          read_at timestamptz not null
        )`.execute(database);
      await sql`alter table workspaces.registration add column self_service_permissions jsonb`.execute(
        database,
      );
    },
  },
  '2026-11-21-20-workspaces-device-access': {
    async up(database) {
      await sql`
        create table workspaces.device_access (
          directory_id text primary key references workspaces.registration on delete cascade,
          choices jsonb not null,
          trusted_types text[] not null default '{}'
        )`.execute(database);
      await sql`
        create table workspaces.trusted_root (
          directory_id text not null references workspaces.registration on delete cascade,
          fingerprint text not null,
          common_name text not null,
          certificate_pem text not null,
          not_after timestamptz not null,
          imported_at timestamptz not null,
          primary key (directory_id, fingerprint)
        )`.execute(database);
    },
  },
  '2026-11-21-24-workspaces-protocol': {
    async up(database) {
      await sql`alter table workspaces.workspace add column protocol text not null default 'WSP'`.execute(
        database,
      );
    },
  },
};
