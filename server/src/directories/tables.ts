import { type Database, tables } from '../database/database.ts';
import type { DirectorySize, DirectoryType } from './model/directory.ts';
import type { HoldKind } from './model/holds.ts';
import type { RadiusProtocol, RadiusStatus } from './model/radius.ts';
import type { Stage } from './model/stages.ts';

export interface DirectoryTable {
  directory_id: string;
  account_id: string;
  region: string;
  name: string;
  short_name: string;
  description: string | null;
  size: DirectorySize;
  type: DirectoryType;
  stage: Stage;
  stage_reason: string | null;
  stage_updated_at: Date;
  vpc_id: string;
  subnet_ids: string[];
  availability_zones: string[];
  /** Sealed; null from when the directory itself has it. */
  administrator_password: Buffer | null;
  created_at: Date;
}

/** A controller whose addresses are reserved; they belong to the networks room, under the instance's name. */
export interface ControllerTable {
  instance_name: string;
  directory_id: string;
  number: number;
  host_name: string;
  subnet_id: string;
  address: string;
  management_address: string;
}

/** An application that uses a directory, such as `workspaces`. */
export interface HoldTable {
  directory_id: string;
  holder: string;
  kind: HoldKind;
}

export interface TagTable {
  directory_id: string;
  key: string;
  value: string;
}

/** The RADIUS servers of a directory whose users have a second factor. */
export interface RadiusTable {
  directory_id: string;
  servers: string[];
  servers_ipv6: string[];
  port: number;
  timeout_seconds: number;
  retries: number;
  protocol: RadiusProtocol;
  display_label: string | null;
  use_same_user_name: boolean;
  /** Sealed. */
  secret: Buffer;
  status: RadiusStatus;
  /** New with every change. */
  settings_id: string;
}

export interface Tables {
  'directories.directory': DirectoryTable;
  'directories.controller': ControllerTable;
  'directories.hold': HoldTable;
  'directories.radius': RadiusTable;
  'directories.tag': TagTable;
}

/** The database as this room sees it. */
export const own = (database: Database) => tables<Tables>(database);
