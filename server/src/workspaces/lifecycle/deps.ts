import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { CertificateAuthority } from '../../base/pki.ts';
import type { Sealer } from '../../base/seal.ts';
import type { Database } from '../../database/database.ts';
import type { DirectoryAdministration } from '../../directories/index.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Fabric } from '../../fabric/fabric.ts';
import type { Volumes } from '../../volumes/volumes.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { InvitationSettings } from '../invitations/settings.ts';

/** What desktops need of the engine. */
export type DesktopEngine = Pick<
  Engine,
  | 'configure'
  | 'createInstance'
  | 'deleteInstance'
  | 'execute'
  | 'freeze'
  | 'instance'
  | 'instanceDirectory'
  | 'instances'
  | 'makeDirectory'
  | 'processId'
  | 'readFile'
  | 'rootOwner'
  | 'start'
  | 'stop'
  | 'thaw'
  | 'writeFile'
>;

/** What they need of the fabric. */
export type DesktopFabric = Pick<Fabric, 'attach' | 'detach' | 'ensureManagement' | 'ensureNetwork'>;

/** What they need of their directory. */
export type DesktopDirectories = Pick<
  DirectoryAdministration,
  'createUser' | 'deleteMachineAccount' | 'ensureMachineAccount' | 'findUser' | 'listMachineAccounts'
>;

/** What the life cycle of WorkSpaces works with; only worker processes have it all. */
export interface LifecycleDeps {
  database: Database;
  queue: WorkflowQueue;
  engine: DesktopEngine;
  volumes: Volumes;
  fabric: DesktopFabric;
  directories: DesktopDirectories;
  sealer: Sealer;
  /** Signs the certificates of the desktops' displays. */
  authority: Pick<CertificateAuthority, 'issue'>;
  clock: Clock;
  log: Logger;
  /** Marks what this installation makes on an engine that others may use too. */
  installation: string;
  /** Range of the management network. */
  managementCidr: string;
  /** The engine's name for the image that instances are made from: it has no files, as roots are volumes. */
  ensureEmptyImage: () => Promise<string>;
  /** The volume that holds the root of the public image, once it is there: building it may take minutes. */
  ensurePublicImage: (imageId: string, signal: AbortSignal) => Promise<string>;
  /** Whether a user whom the directory does not have is made. */
  createMissingUsers: boolean;
  /** The desktops' time zone, such as `Europe/Berlin`. */
  timeZone: string;
  invitations: InvitationSettings;
}
