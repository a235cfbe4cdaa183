import { findWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { desktopLabels, userVolumeLabels } from './labels.ts';

/** Something on the engine that this installation made and no WorkSpace has. */
export interface Leftover {
  kind: 'instance' | 'volume';
  name: string;
}

type EngineDeps = Pick<LifecycleDeps, 'database' | 'engine' | 'installation'>;

/** Looks for leftovers; what a WorkSpace has, in whatever state but ERROR, is none. */
export async function findLeftovers(deps: EngineDeps): Promise<Leftover[]> {
  // The engine first: what is made after this look has its row already.
  const instances = await deps.engine.instances(desktopLabels(deps));
  const volumes = await deps.engine.volumes(userVolumeLabels(deps));
  const found = [
    ...instances.map(({ name, labels }) => ({ kind: 'instance' as const, name, labels })),
    ...volumes.map(({ name, labels }) => ({ kind: 'volume' as const, name, labels })),
  ];
  const leftovers: Leftover[] = [];
  for (const { kind, name, labels } of found) {
    if (!(await isOwned(deps, labels.workspaceId))) leftovers.push({ kind, name });
  }
  return leftovers;
}

/** Removes leftovers, as far as they still are: instances before the volumes that they hold. */
export async function removeLeftovers(deps: EngineDeps): Promise<Leftover[]> {
  const leftovers = await findLeftovers(deps);
  for (const { kind, name } of leftovers) {
    if (kind === 'instance') await deps.engine.deleteInstance(name);
    else await deps.engine.deleteVolume(name);
  }
  return leftovers;
}

async function isOwned(deps: EngineDeps, workspaceId: string | undefined): Promise<boolean> {
  const row = workspaceId === undefined ? undefined : await findWorkspace(deps.database, workspaceId);
  // A WorkSpace whose provisioning failed has had everything taken back.
  return row !== undefined && !(row.state === 'ERROR' && row.available_at === null);
}
