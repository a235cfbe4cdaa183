import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

/** Each string is one statement. */
const initial = [
  'create schema identity',

  `create table identity.account (
    account_id text primary key check (account_id ~ '^[0-9]{12}$'),
    created_at timestamptz not null
  )`,

  `create table identity.access_key (
    access_key_id text primary key,
    account_id text not null references identity.account,
    principal_arn text not null,
    principal_user_id text not null,
    sealed_secret bytea not null,
    active boolean not null default true,
    created_at timestamptz not null
  )`,

  // Names differ from each other in more than case.
  `create table identity.role (
    role_id text primary key,
    account_id text not null references identity.account,
    role_name text not null,
    path text not null,
    assume_role_policy_document text not null,
    description text,
    max_session_duration_seconds integer not null,
    created_at timestamptz not null
  )`,
  'create unique index on identity.role (account_id, lower(role_name))',

  `create table identity.role_tag (
    role_id text not null references identity.role on delete cascade,
    key text not null,
    value text not null,
    primary key (role_id, key)
  )`,

  `create table identity.role_policy (
    role_id text not null references identity.role,
    policy_arn text not null,
    primary key (role_id, policy_arn)
  )`,
];

export const migrations: Migrations = {
  '2026-11-21-03-identity-initial': {
    async up(database) {
      for (const statement of initial) await sql.raw(statement).execute(database);
    },
  },
};
