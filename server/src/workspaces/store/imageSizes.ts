import type { Database } from '../../database/database.ts';
import { own } from '../tables.ts';

/** The smallest root volume that there is, in GiB: every public image fits. */
const PUBLIC_IMAGE_ROOT_GIB = 80;

/** The size of the root that an image has, in GiB: no WorkSpace of it has a smaller one. */
export async function imageRootVolumeGib(database: Database, imageId: string): Promise<number> {
  const image = await own(database)
    .selectFrom('workspaces.image')
    .select('root_volume_gib')
    .where('image_id', '=', imageId)
    .executeTakeFirst();
  return image?.root_volume_gib ?? PUBLIC_IMAGE_ROOT_GIB;
}
