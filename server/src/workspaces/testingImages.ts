import { newId } from '../base/ids.ts';
import type { Database } from '../database/database.ts';
import { insertBundle } from './store/bundles.ts';
import { insertImage } from './store/images.ts';
import type { BundleTable, ImageTable } from './tables.ts';
import { scope, testClock } from './testing.ts';

/** An image's row, AVAILABLE unless told otherwise; nobody is asked to make its volume. */
export async function testImage(database: Database, differences: Partial<ImageTable> = {}): Promise<string> {
  const imageId = newId('wsi');
  const image = await insertImage(database, {
    image_id: imageId,
    account_id: scope.accountId,
    region: scope.region,
    name: imageId,
    description: 'a test',
    state: 'AVAILABLE',
    operating_system: 'LINUX',
    root_volume_gib: 80,
    created_at: testClock.now(),
    ...differences,
  });
  if (!image) throw new Error('The image is there already.');
  return imageId;
}

/** A bundle's row. */
export async function testBundle(
  database: Database,
  imageId: string,
  differences: Partial<BundleTable> = {},
): Promise<string> {
  const bundleId = newId('wsb');
  const bundle = await insertBundle(database, {
    bundle_id: bundleId,
    account_id: scope.accountId,
    region: scope.region,
    name: bundleId,
    description: 'a test',
    image_id: imageId,
    compute_type: 'STANDARD',
    root_volume_gib: 80,
    user_volume_gib: 50,
    created_at: testClock.now(),
    updated_at: testClock.now(),
    ...differences,
  });
  if (!bundle) throw new Error('The bundle is there already.');
  return bundleId;
}
