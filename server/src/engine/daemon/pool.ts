import { z } from 'zod';
import type { EngineApi } from '../api.ts';
import { deleteInstance } from '../instances.ts';
import { instanceSchema, volumeSchema } from '../messages.ts';

/** The one storage pool of an engine of our own. */
export const POOL = 'alcove';

const poolPath = `/1.0/storage-pools/${POOL}`;

/** Makes the pool where there is none: btrfs in a sparse file that grows with what is stored. */
export async function ensurePool(api: EngineApi, sizeGib: number): Promise<void> {
  if (await api.find(poolPath, z.unknown())) return;
  await api.call('POST', '/1.0/storage-pools', {
    name: POOL,
    driver: 'btrfs',
    config: { size: `${sizeGib}GiB` },
  });
}

/** Removes all instances, images and volumes of the engine, then the pool. */
export async function emptyEngine(api: EngineApi): Promise<void> {
  const instances = await api.get('/1.0/instances?recursion=1', z.array(instanceSchema));
  await Promise.all(instances.map(({ name }) => deleteInstance(api, name)));
  for (const path of await api.get('/1.0/images', z.array(z.string()))) await api.call('DELETE', path);
  if (!(await api.find(poolPath, z.unknown()))) return;
  for (const { name } of await api.get(`${poolPath}/volumes/custom?recursion=1`, z.array(volumeSchema))) {
    await api.call('DELETE', `${poolPath}/volumes/custom/${encodeURIComponent(name)}`);
  }
  await api.call('DELETE', poolPath);
}
