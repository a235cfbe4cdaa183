import type { ColumnType, Generated } from 'kysely';
import type { DeviceType } from '../base/deviceTypes.ts';
import type { Protocol } from '../base/streamProtocols.ts';
import type { Database } from '../database/database.ts';
import { tables } from '../database/database.ts';
import type { ComputeType } from './model/computeTypes.ts';
import type { DeviceChoices } from './model/deviceAccess.ts';
import type { ModifiedResource, WantedChange } from './model/modifications.ts';
import type { RegistrationState } from './model/registrations.ts';
import type { RunningMode } from './model/runningModes.ts';
import type { SelfServicePermissions } from './model/selfService.ts';
import type { SessionPolicyPart } from './model/sessionPolicy.ts';
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
  /** What it was registered with. */
  self_service: boolean;
  /** What was set since then. */
  self_service_permissions: ColumnType<SelfServicePermissions | null, string | undefined, string>;
  workspace_directory_name: string | null;
  workspace_directory_description: string | null;
  role_arn: string | null;
  created_at: Date;
  /** Whether AUTO_STOP WorkSpaces are started for their monthly maintenance. */
  maintenance_mode: Generated<boolean>;
  internet_access: Generated<boolean>;
  /** Whether users may become root on their desktops. */
  local_administrator: Generated<boolean>;
  /** Distinguished name of where new machine accounts go; null: where the directory puts them. */
  default_organizational_unit: string | null;
  custom_security_group_id: string | null;
  reconnect_enabled: Generated<boolean>;
}

/** Which clients a directory lets in, where somebody has said so. */
export interface DeviceAccessTable {
  directory_id: string;
  choices: JsonColumn<DeviceChoices>;
  /** Of these, only trusted devices. */
  trusted_types: ColumnType<DeviceType[], DeviceType[] | undefined, DeviceType[]>;
}

/** A root certificate that vouches for a directory's trusted devices. */
export interface TrustedRootTable {
  directory_id: string;
  /** SHA-256 of the certificate, in hexadecimal. */
  fingerprint: string;
  common_name: string;
  certificate_pem: string;
  not_after: Date;
  imported_at: Date;
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
  /** WSP unless said otherwise. */
  protocol: Generated<Protocol>;
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
  /** When the desktop began to run last, from whatever cause. */
  started_at: Date | null;
  volumes_changed_at: Date | null;
  compute_enlarged_at: Date | null;
  compute_reduced_at: Date | null;
  /** What is being modified, and how far that has come: the API's ModificationStates. */
  modified_resource: ModifiedResource | null;
  modification_state: 'UPDATE_INITIATED' | 'UPDATE_IN_PROGRESS' | null;
  /** The modification that is under way. */
  wanted_change: ColumnType<WantedChange | null, string | null | undefined, string | null>;
  /** The state to go back to after what is under way. */
  return_state: WorkspaceState | null;
  /** The WorkSpace that takes this one's place, while a migration is under way. */
  migrated_to: string | null;
  /** The WorkSpace whose place this one takes, while a migration is under way. */
  migrated_from: string | null;
  maintained_at: Date | null;
}

/** A copy of both volumes at one time. */
export interface SnapshotTable {
  snapshot_id: string;
  workspace_id: string;
  taken_at: Date;
}

/** A custom image; the public one is data of model/. */
export interface ImageTable {
  image_id: string;
  account_id: string;
  region: string;
  name: string;
  description: string;
  state: 'PENDING' | 'AVAILABLE' | 'ERROR';
  error_code: string | null;
  error_message: string | null;
  /** The API's OperatingSystem.Type. */
  operating_system: 'LINUX' | 'WINDOWS';
  /** Size of its root volume, which no bundle of it may undercut. */
  root_volume_gib: number;
  source_workspace_id: string | null;
  source_image_id: string | null;
  created_at: Date;
}

export interface ImagePermissionTable {
  image_id: string;
  shared_account_id: string;
}

/** A custom bundle; the public ones are data of model/. */
export interface BundleTable {
  bundle_id: string;
  account_id: string;
  region: string;
  name: string;
  description: string;
  image_id: string;
  compute_type: ComputeType;
  root_volume_gib: number;
  user_volume_gib: number;
  created_at: Date;
  updated_at: Date;
  /** Set on one that goes with its last WorkSpace. */
  deleted_at: Date | null;
}

/** A stretch of time in which a WorkSpace ran, as one that somebody pays for; kept when the WorkSpace is gone. */
export interface UsageTable {
  usage_id: Generated<string>;
  workspace_id: string;
  account_id: string;
  region: string;
  directory_id: string;
  user_name: string;
  bundle_id: string;
  running_mode: RunningMode;
  compute_type: ComputeType;
  root_volume_gib: number;
  user_volume_gib: number;
  started_at: Date;
  /** When a worker was there last while it went on. */
  seen_at: Date;
  ended_at: Date | null;
}

/** A quota that was set to something else than its default. */
export interface QuotaTable {
  account_id: string;
  region: string;
  name: string;
  value: number;
}

/** What ModifyAccount did; the latest that is COMPLETED holds. */
export interface AccountModificationTable {
  modification_id: Generated<string>;
  account_id: string;
  region: string;
  state: 'PENDING' | 'COMPLETED' | 'FAILED';
  dedicated_tenancy_support: 'ENABLED' | 'DISABLED';
  dedicated_tenancy_cidr: string | null;
  error_code: string | null;
  error_message: string | null;
  started_at: Date;
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

/** What was set of a directory's session policy. */
export interface SessionPolicyTable {
  directory_id: string;
  policy: JsonColumn<SessionPolicyPart>;
}

/** What a desktop's own file says about sessions with it, as last read. */
export interface DesktopPolicyTable {
  workspace_id: string;
  narrowing: JsonColumn<SessionPolicyPart>;
  /** Which file that was, as the desktop's answers about its health have it. */
  stamp: string | null;
  read_at: Date;
}

export interface Tables {
  'workspaces.registration': RegistrationTable;
  'workspaces.device_access': DeviceAccessTable;
  'workspaces.trusted_root': TrustedRootTable;
  'workspaces.workspace': WorkspaceTable;
  'workspaces.ip_group': IpGroupTable;
  'workspaces.ip_group_association': IpGroupAssociationTable;
  'workspaces.tag': TagTable;
  'workspaces.invitation': InvitationTable;
  'workspaces.snapshot': SnapshotTable;
  'workspaces.image': ImageTable;
  'workspaces.image_permission': ImagePermissionTable;
  'workspaces.bundle': BundleTable;
  'workspaces.usage': UsageTable;
  'workspaces.quota': QuotaTable;
  'workspaces.account_modification': AccountModificationTable;
  'workspaces.session_policy': SessionPolicyTable;
  'workspaces.desktop_policy': DesktopPolicyTable;
}

/** The database as this room sees it. */
export const own = (database: Database) => tables<Tables>(database);
