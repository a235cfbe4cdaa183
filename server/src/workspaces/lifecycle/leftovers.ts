import { inTransaction } from '../../database/database.ts';
import { directoriesInStage } from '../../directories/index.ts';
import { addressOwners, releaseInterface, releaseManagementAddress } from '../../networks/index.ts';
import { hasOpenRun } from '../../workflows/history.ts';
import { isComputerName } from '../model/computerNames.ts';
import { rootVolume, userVolume } from '../model/volumeNames.ts';
import { findImage } from '../store/images.ts';
import { computerNameExists, snapshotExists } from '../store/owners.ts';
import { findWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { desktopLabels } from './labels.ts';

/** Something that this installation made and no WorkSpace or image has. */
export interface Leftover {
  kind: 'instance' | 'volume' | 'address' | 'machine account';
  /** Of an address: that of the WorkSpace that it was given to. */
  name: string;
  /** Where a machine account is. */
  directoryId?: string;
}

type LeftoverDeps = Pick<LifecycleDeps, 'database' | 'engine' | 'installation' | 'volumes' | 'directories'>;

/**
 * Looks for leftovers; what a WorkSpace has, in whatever state but ERROR, is none, nor is what a run is working on.
 * @throws DirectoryUnavailableError where a directory does not answer
 */
export async function findLeftovers(deps: LeftoverDeps): Promise<Leftover[]> {
  // The engine first: what is made after this look has its row already.
  const instances = await deps.engine.instances(desktopLabels(deps));
  const volumes = await deps.volumes.list();
  const owners = await addressOwners(deps.database, 'ws-');
  const leftovers: Leftover[] = [];
  for (const { name, labels } of instances) {
    if (!(await isOwned(deps, labels.workspaceId))) leftovers.push({ kind: 'instance', name });
  }
  for (const { name } of volumes) {
    if (!(await isVolumeOwned(deps, name))) leftovers.push({ kind: 'volume', name });
  }
  for (const name of owners) {
    if (!(await isOwned(deps, name))) leftovers.push({ kind: 'address', name });
  }
  return [...leftovers, ...(await unusedAccounts(deps))];
}

/** Removes leftovers, as far as they still are: instances before the volumes that they hold. */
export async function removeLeftovers(deps: LeftoverDeps): Promise<Leftover[]> {
  const leftovers = await findLeftovers(deps);
  for (const leftover of leftovers) await remove(deps, leftover);
  return leftovers;
}

async function remove(deps: LeftoverDeps, { kind, name, directoryId = '' }: Leftover): Promise<void> {
  switch (kind) {
    case 'instance':
      await deps.engine.stop(name, { timeoutSeconds: 0 });
      // The engine clears the instance's directory away, which must not be a volume by then.
      for (const volume of [rootVolume(name), userVolume(name)]) await deps.volumes.unmount(volume);
      return deps.engine.deleteInstance(name);
    case 'volume':
      return deps.volumes.delete(name);
    case 'address':
      return inTransaction(deps.database, async (transaction) => {
        await releaseInterface(transaction, name);
        await releaseManagementAddress(transaction, name);
      });
    case 'machine account':
      return deps.directories.deleteMachineAccount(directoryId, name);
  }
}

/** Volumes are named after the WorkSpace or image that has them; those of recipes are the installation's own. */
async function isVolumeOwned(deps: LeftoverDeps, volume: string): Promise<boolean> {
  const [owner = '', rest = ''] = volume.split('.');
  if (owner.startsWith('wsi-')) return (await findImage(deps.database, owner)) !== undefined;
  if (!owner.startsWith('ws-')) return true;
  if (await hasOpenRun(deps.database, owner)) return true;
  const snapshotId = rest.split('@')[1];
  if (snapshotId !== undefined && !(await snapshotExists(deps.database, snapshotId))) return false;
  return isOwned(deps, owner);
}

async function isOwned(deps: LeftoverDeps, workspaceId: string | undefined): Promise<boolean> {
  if (workspaceId === undefined) return false;
  // Before the row: a run that ends in between has changed that.
  if (await hasOpenRun(deps.database, workspaceId)) return true;
  const row = await findWorkspace(deps.database, workspaceId);
  // A WorkSpace whose provisioning failed has had everything taken back.
  return row !== undefined && !(row.state === 'ERROR' && row.available_at === null);
}

/** Machine accounts with names such as WorkSpaces have; those of other computers are their owners' business. */
async function unusedAccounts({ database, directories }: LeftoverDeps): Promise<Leftover[]> {
  const unused: Leftover[] = [];
  for (const { directoryId } of await directoriesInStage(database, ['Active'])) {
    const names = (await directories.listMachineAccounts(directoryId)).filter(isComputerName);
    for (const name of names) {
      if (await computerNameExists(database, name)) continue;
      unused.push({ kind: 'machine account', name, directoryId });
    }
  }
  return unused;
}
