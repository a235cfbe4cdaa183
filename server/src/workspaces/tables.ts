import type { ColumnType, Generated } from 'kysely';
import type { Database } from '../database/database.ts';
import { tables } from '../database/database.ts';
import type { ComputeType } from './model/computeTypes.ts';
import type { RegistrationState } from './model/registrations.ts';
import type { RunningMode } from './model/runningModes.ts';
import type { WorkspaceState } from './model/states.ts';

/** A JSON column: read as a value, written as text. */
type JsonColumn<T> = ColumnType<T, string, string>;

/** A directory that is registered with WorkSpaces. */
export interface RegistrationTable {
  directory_id: string;
  account_id: string;
  region: string;
  /** What users enter to find the directory; unique in the installation. */
  registration_code: string;
  state: RegistrationState;
  error_message: string | null;
  directory_name: string;
  subnet_ids: string[];
  self_service: boolean;
  workspace_directory_name: string | null;
  workspace_directory_description: string | null;
  role_arn: string | null;
  created_at: Date;
}

export interface WorkspaceTable {
  workspace_id: string;
  account_id: string;
  region: string;
  directory_id: string;
  user_name: string;
  bundle_id: string;
  state: WorkspaceState;
  error_code: string | null;
  error_message: string | null;
  computer_name: string;
  running_mode: RunningMode;
  auto_stop_timeout_minutes: number | null;
  compute_type: ComputeType;
  root_volume_gib: number;
  user_volume_gib: number;
  subnet_id: string | null;
  ip_address: string | null;
  management_address: string | null;
  /** Process id, on the host, of the init whose network card was last connected to the VPC. */
  attached_pid: number | null;
  /** A run that brings the desktop back is under way or queued. */
  recovering: Generated<boolean>;
  /** Sealed, as JSON: DesktopSecrets of model/. */
  secrets: Buffer | null;
  /** Sealed, as JSON: the directory's MachineAccount. */
  machine_account: Buffer | null;
  created_at: Date;
  available_at: Date | null;
  connection_state: Generated<'CONNECTED' | 'DISCONNECTED' | 'UNKNOWN'>;
  connection_state_at: Date | null;
  last_user_connection_at: Date | null;
}

export interface IpGroupTable {
  group_id: string;
  account_id: string;
  region: string;
  group_name: string;
  group_desc: string | null;
  rules: JsonColumn<IpRule[]>;
  created_at: Date;
}

/** One line of an IP access control group. */
export interface IpRule {
  /** An IPv4 address or range, as the administrator wrote it. */
  ipRule: string;
  ruleDesc?: string;
}

export interface IpGroupAssociationTable {
  directory_id: string;
  group_id: string;
}

export interface TagTable {
  resource_id: string;
  key: string;
  value: string;
}

/** The mail that tells a user how to reach the desktop; one per WorkSpace. */
export interface InvitationTable {
  workspace_id: string;
  user_name: string;
  /** The user's address, where the directory has one. */
  recipient: string | null;
  subject: string;
  body: string;
  created_at: Date;
  delivered_at: Date | null;
  /** Where it went: `mail`, or the file's path. */
  delivered_to: string | null;
  error: string | null;
}

export interface Tables {
  'workspaces.registration': RegistrationTable;
  'workspaces.workspace': WorkspaceTable;
  'workspaces.ip_group': IpGroupTable;
  'workspaces.ip_group_association': IpGroupAssociationTable;
  'workspaces.tag': TagTable;
  'workspaces.invitation': InvitationTable;
}

/** The database as this room sees it. */
export const own = (database: Database) => tables<Tables>(database);
