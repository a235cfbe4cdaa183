import type { Database } from '../../database/database.ts';
import type { OperatingSystem } from '../model/migration.ts';
import { own } from '../tables.ts';

/** The system of an image; all public images are Linux. */
export async function operatingSystemOf(database: Database, imageId: string): Promise<OperatingSystem> {
  const image = await own(database)
    .selectFrom('workspaces.image')
    .select('operating_system')
    .where('image_id', '=', imageId)
    .executeTakeFirst();
  return image?.operating_system ?? 'LINUX';
}
