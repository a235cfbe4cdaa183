import { inTransaction } from '../../database/database.ts';
import { findDirectoryById } from '../../directories/index.ts';
import type { Instance } from '../../engine/engine.ts';
import { findInterface, findManagementAddress } from '../../networks/index.ts';
import { hasOpenRun } from '../../workflows/history.ts';
import type { WorkspaceState } from '../model/states.ts';
import { imageVolume, rootVolume, snapshotVolume, userVolume } from '../model/volumeNames.ts';
import { availableImages } from '../store/owners.ts';
import { deleteSnapshot, listSnapshots } from '../store/snapshots.ts';
import { findWorkspace, type WorkspaceRow, workspacesInStates } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { desktopLabels } from './labels.ts';
import { askForRecovery } from './reconcile.ts';

/** Something that a WorkSpace, snapshot or image has by its row, and that is not there. */
export interface Missing {
  kind: 'instance' | 'volume' | 'snapshot' | 'address' | 'machine account' | 'image';
  /** The WorkSpace; of an image, the image. */
  ownerId: string;
  name: string;
  /** What brings it back, or what else to do. */
  mend: string;
}

type MissingDeps = Pick<
  LifecycleDeps,
  'database' | 'queue' | 'engine' | 'installation' | 'volumes' | 'directories' | 'log'
>;

/** In these a WorkSpace has all that belongs to it, unless a run is under way. */
const WHOLE_STATES = ['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'STOPPED', 'ADMIN_MAINTENANCE'] as const;
/** After a failure it keeps its volumes. */
const STATES = [...WHOLE_STATES, 'ERROR'] as const;

/** What there is, as of one moment. */
interface Present {
  instances: ReadonlyMap<string, Instance>;
  volumes: ReadonlySet<string>;
  /** The machine accounts of each directory that answers. */
  accounts: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Looks for what should be there and is not. WorkSpaces that a run is working on are left out.
 * @throws DirectoryUnavailableError where a directory that should does not answer
 */
export async function findMissing(deps: MissingDeps): Promise<Missing[]> {
  const rows: WorkspaceRow[] = [];
  for (const row of await workspacesInStates(deps.database, STATES)) {
    const wasMade = row.available_at !== null && row.migrated_from === null;
    if (wasMade && !(await hasOpenRun(deps.database, row.workspace_id))) rows.push(row);
  }
  const images = await availableImages(deps.database);
  const present = await look(deps, rows);
  const missing: Missing[] = [];
  for (const row of rows) {
    const found = await missingOf(deps, row, present);
    if (found.length > 0 && (await isAsBefore(deps, row))) missing.push(...found);
  }
  for (const imageId of images) {
    if (present.volumes.has(imageVolume(imageId))) continue;
    const mend = `aws workspaces delete-workspace-image --image-id ${imageId}, then make it again`;
    missing.push({ kind: 'image', ownerId: imageId, name: imageVolume(imageId), mend });
  }
  return missing;
}

/**
 * Mends what can be mended without a loss: instances are made anew, and snapshots that are not whole are given up.
 * The rest is the administrator's decision.
 * @returns what was mended
 */
export async function mendMissing(deps: MissingDeps): Promise<Missing[]> {
  const mended: Missing[] = [];
  for (const item of await findMissing(deps)) {
    if (await mend(deps, item)) mended.push(item);
  }
  return mended;
}

async function mend(deps: MissingDeps, { kind, ownerId, name }: Missing): Promise<boolean> {
  if (kind === 'instance') return askForRecovery(deps, ownerId);
  if (kind !== 'snapshot') return false;
  await inTransaction(deps.database, (transaction) => deleteSnapshot(transaction, name));
  for (const volume of [rootVolume(ownerId), userVolume(ownerId)]) {
    await deps.volumes.delete(snapshotVolume(volume, name));
  }
  return true;
}

async function look(deps: MissingDeps, rows: readonly WorkspaceRow[]): Promise<Present> {
  const accounts = new Map<string, Set<string>>();
  for (const directoryId of new Set(rows.map((row) => row.directory_id))) {
    const directory = await findDirectoryById(deps.database, directoryId);
    if (directory?.stage !== 'Active') continue;
    accounts.set(directoryId, new Set(await deps.directories.listMachineAccounts(directoryId)));
  }
  const instances = await deps.engine.instances(desktopLabels(deps));
  return {
    accounts,
    instances: new Map(instances.map((instance) => [instance.name, instance])),
    volumes: new Set((await deps.volumes.list()).map(({ name }) => name)),
  };
}

async function missingOf(deps: MissingDeps, row: WorkspaceRow, present: Present): Promise<Missing[]> {
  const { workspace_id: ownerId, state } = row;
  const missing: Missing[] = [];
  const add = (kind: Missing['kind'], name: string, way: string) =>
    missing.push({ kind, ownerId, name, mend: way });
  const snapshots = await listSnapshots(deps.database, ownerId);
  const own = [rootVolume(ownerId), userVolume(ownerId)];
  const isWhole = (snapshotId: string) =>
    own.every((volume) => present.volumes.has(snapshotVolume(volume, snapshotId)));
  for (const volume of own) {
    if (present.volumes.has(volume)) continue;
    const usable = snapshots.find(({ snapshotId }) => isWhole(snapshotId));
    add('volume', volume, lostVolume(ownerId, usable?.takenAt));
  }
  for (const { snapshotId } of snapshots) {
    if (!isWhole(snapshotId)) add('snapshot', snapshotId, WITH_MEND);
  }
  if (state === 'ERROR') return missing;
  // Without its volumes an instance is nothing.
  if (missing.every(({ kind }) => kind !== 'volume') && !present.instances.has(ownerId)) {
    add('instance', ownerId, lostInstance(state));
  }
  if (
    !(await findInterface(deps.database, ownerId)) ||
    !(await findManagementAddress(deps.database, ownerId))
  ) {
    add('address', row.ip_address ?? ownerId, `alcove snapshot ${ownerId}, then ${REBUILD}${ownerId}`);
  }
  if (present.accounts.get(row.directory_id)?.has(row.computer_name) === false) {
    add('machine account', row.computer_name, `alcove snapshot ${ownerId}, then ${RESTORE} ${ownerId}`);
  }
  return missing;
}

const REBUILD = 'aws workspaces rebuild-workspaces --rebuild-workspace-requests ';
const RESTORE = 'aws workspaces restore-workspace --workspace-id';
const WITH_MEND = 'alcove doctor --leftovers --mend';

function lostInstance(state: WorkspaceState): string {
  return state === 'STOPPED'
    ? 'it is made anew at the next start'
    : `it comes back by itself, or: ${WITH_MEND}`;
}

function lostVolume(workspaceId: string, snapshotAt: Date | undefined): string {
  if (snapshotAt) return `${RESTORE} ${workspaceId} (both volumes as of ${snapshotAt.toISOString()})`;
  return `what was on it is lost, as there is no snapshot; ${REBUILD}${workspaceId}`;
}

/** What is missing may be on its way since the row was read. */
async function isAsBefore({ database }: MissingDeps, before: WorkspaceRow): Promise<boolean> {
  if (await hasOpenRun(database, before.workspace_id)) return false;
  const row = await findWorkspace(database, before.workspace_id);
  return row?.state === before.state;
}
