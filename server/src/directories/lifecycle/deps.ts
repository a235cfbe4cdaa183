import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { CertificateAuthority } from '../../base/pki.ts';
import type { Sealer } from '../../base/seal.ts';
import type { Database } from '../../database/database.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Fabric } from '../../fabric/fabric.ts';

/** What the life cycle of directories works with; only worker processes have it all. */
export interface LifecycleDeps {
  database: Database;
  engine: Engine;
  fabric: Fabric;
  sealer: Sealer;
  /** Signs the controllers' certificates. */
  authority: Pick<CertificateAuthority, 'issue' | 'certificatePem'>;
  clock: Clock;
  log: Logger;
  /** Marks what this installation makes on an engine that others may use too. */
  installation: string;
  /** Range of the management network. */
  managementCidr: string;
  /** The engine's name for the controllers' image, once the engine has it: building and importing may take minutes. */
  ensureImage: (signal: AbortSignal) => Promise<string>;
}
