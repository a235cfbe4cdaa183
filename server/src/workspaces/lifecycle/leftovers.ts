import { imageExists, snapshotExists } from '../store/owners.ts';
import { findWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { desktopLabels } from './labels.ts';

/** An instance or a volume that this installation made and no WorkSpace or image has. */
export interface Leftover {
  kind: 'instance' | 'volume';
  name: string;
}

type EngineDeps = Pick<LifecycleDeps, 'database' | 'engine' | 'installation' | 'volumes'>;

/** Looks for leftovers; what a WorkSpace has, in whatever state but ERROR, is none. */
export async function findLeftovers(deps: EngineDeps): Promise<Leftover[]> {
  // The engine first: what is made after this look has its row already.
  const instances = await deps.engine.instances(desktopLabels(deps));
  const volumes = await deps.volumes.list();
  const leftovers: Leftover[] = [];
  for (const { name, labels } of instances) {
    if (!(await isOwned(deps, labels.workspaceId))) leftovers.push({ kind: 'instance', name });
  }
  for (const { name } of volumes) {
    if (!(await isVolumeOwned(deps, name))) leftovers.push({ kind: 'volume', name });
  }
  return leftovers;
}

/** Removes leftovers, as far as they still are: instances before the volumes that they hold. */
export async function removeLeftovers(deps: EngineDeps): Promise<Leftover[]> {
  const leftovers = await findLeftovers(deps);
  for (const { kind, name } of leftovers) {
    if (kind === 'instance') await deps.engine.deleteInstance(name);
    else await deps.volumes.delete(name);
  }
  return leftovers;
}

/** Volumes are named after the WorkSpace or image that has them; those of recipes are the installation's own. */
async function isVolumeOwned(deps: EngineDeps, volume: string): Promise<boolean> {
  const [owner = '', rest = ''] = volume.split('.');
  if (owner.startsWith('wsi-')) return imageExists(deps.database, owner);
  if (!owner.startsWith('ws-')) return true;
  const snapshotId = rest.split('@')[1];
  if (snapshotId !== undefined && !(await snapshotExists(deps.database, snapshotId))) return false;
  return isOwned(deps, owner);
}

async function isOwned(deps: EngineDeps, workspaceId: string | undefined): Promise<boolean> {
  const row = workspaceId === undefined ? undefined : await findWorkspace(deps.database, workspaceId);
  // A WorkSpace whose provisioning failed has had everything taken back.
  return row !== undefined && !(row.state === 'ERROR' && row.available_at === null);
}
