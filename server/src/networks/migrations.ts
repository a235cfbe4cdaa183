import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

/** Each string is one statement. */
const initial = [
  'create schema networks',

  `create table networks.vpc (
    vpc_id text primary key,
    account_id text not null,
    region text not null,
    cidr_block cidr not null,
    cidr_association_id text not null unique,
    state text not null check (state in ('pending', 'available')),
    enable_dns_support boolean not null default true,
    enable_dns_hostnames boolean not null default false,
    created_at timestamptz not null
  )`,
  'create index on networks.vpc (account_id, region)',

  `create table networks.subnet (
    subnet_id text primary key,
    account_id text not null,
    region text not null,
    vpc_id text not null references networks.vpc,
    cidr_block cidr not null,
    availability_zone text not null,
    state text not null check (state in ('pending', 'available')),
    network_acl_association_id text not null unique,
    created_at timestamptz not null,
    unique (vpc_id, cidr_block)
  )`,
  'create index on networks.subnet (account_id, region)',

  `create table networks.internet_gateway (
    internet_gateway_id text primary key,
    account_id text not null,
    region text not null,
    vpc_id text unique references networks.vpc,
    created_at timestamptz not null
  )`,
  'create index on networks.internet_gateway (account_id, region)',

  `create table networks.network_interface (
    interface_id text primary key,
    account_id text not null,
    region text not null,
    vpc_id text not null references networks.vpc,
    subnet_id text not null references networks.subnet,
    address inet not null,
    mac text not null unique,
    interface_type text not null check (interface_type in ('interface', 'nat_gateway')),
    host_name text unique check (length(host_name) <= 15),
    owner_id text not null unique,
    attachment_id text not null unique,
    description text not null,
    created_at timestamptz not null default now(),
    unique (vpc_id, address),
    check ((interface_type = 'interface') = (host_name is not null))
  )`,
  'create index on networks.network_interface (account_id, region)',
  'create index on networks.network_interface (subnet_id)',

  `create table networks.elastic_address (
    allocation_id text primary key,
    account_id text not null,
    region text not null,
    address inet not null unique,
    association_id text unique,
    interface_id text unique references networks.network_interface,
    created_at timestamptz not null,
    check ((association_id is null) = (interface_id is null))
  )`,
  'create index on networks.elastic_address (account_id, region)',

  `create table networks.nat_gateway (
    nat_gateway_id text primary key,
    account_id text not null,
    region text not null,
    vpc_id text not null,
    subnet_id text not null,
    allocation_id text not null,
    requested_address inet,
    state text not null check (state in ('pending', 'available', 'deleting', 'deleted', 'failed')),
    failure_code text,
    failure_message text,
    interface_id text,
    private_address inet,
    public_address inet,
    association_id text,
    client_token text,
    created_at timestamptz not null,
    ended_at timestamptz,
    unique (account_id, region, client_token),
    check ((ended_at is not null) = (state in ('deleted', 'failed')))
  )`,
  'create index on networks.nat_gateway (vpc_id)',

  `create table networks.route_table (
    route_table_id text primary key,
    account_id text not null,
    region text not null,
    vpc_id text not null references networks.vpc,
    client_token text,
    created_at timestamptz not null,
    unique (account_id, region, client_token)
  )`,
  'create index on networks.route_table (vpc_id)',

  `create table networks.route_table_association (
    association_id text primary key,
    route_table_id text not null references networks.route_table,
    vpc_id text not null references networks.vpc,
    subnet_id text unique references networks.subnet
  )`,
  `create unique index route_table_association_one_main
    on networks.route_table_association (vpc_id) where subnet_id is null`,
  'create index on networks.route_table_association (route_table_id)',

  `create table networks.route (
    route_table_id text not null references networks.route_table on delete cascade,
    destination cidr not null,
    internet_gateway_id text,
    nat_gateway_id text,
    primary key (route_table_id, destination),
    check (num_nonnulls(internet_gateway_id, nat_gateway_id) = 1)
  )`,

  `create table networks.security_group (
    group_id text primary key,
    account_id text not null,
    region text not null,
    vpc_id text not null references networks.vpc,
    group_name text not null,
    description text not null,
    unique (vpc_id, group_name)
  )`,
  'create index on networks.security_group (account_id, region)',

  `create table networks.network_acl (
    network_acl_id text primary key,
    account_id text not null,
    region text not null,
    vpc_id text not null unique references networks.vpc
  )`,

  `create table networks.management_address (
    owner_id text primary key,
    cidr_block cidr not null,
    address inet not null unique,
    mac text not null unique,
    host_name text not null unique check (length(host_name) <= 15)
  )`,

  `create table networks.tag (
    resource_id text not null,
    key text not null,
    value text not null,
    resource_type text not null,
    account_id text not null,
    region text not null,
    primary key (resource_id, key)
  )`,
  'create index on networks.tag (account_id, region)',
];

export const migrations: Migrations = {
  '2026-11-21-05-networks-initial': {
    async up(database) {
      for (const statement of initial) await sql.raw(statement).execute(database);
    },
  },
};
