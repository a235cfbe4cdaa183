import type { Insertable } from 'kysely';
import type { Database } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import type { Quotas } from '../model/quotas.ts';
import { countImages, type ImageRow, insertImage } from '../store/images.ts';
import { quotaOf } from '../store/quotas.ts';
import type { ImageTable } from '../tables.ts';
import { limitExceeded } from './errors.ts';

type NewImage = Omit<Insertable<ImageTable>, 'account_id' | 'region' | 'state' | 'created_at'>;

/**
 * Adds an image that is PENDING. The caller holds lockQuotas.
 * @throws ApiError where the account has as many images as it may, or one of that name
 */
export async function addImage(
  transaction: Database,
  context: RequestContext,
  defaults: Quotas,
  image: NewImage,
): Promise<ImageRow> {
  const imagesMax = await quotaOf(transaction, context, 'images', defaults);
  if ((await countImages(transaction, context)) >= imagesMax) {
    throw limitExceeded(`An account may have ${imagesMax} images in a Region.`);
  }
  const row = await insertImage(transaction, {
    ...image,
    account_id: context.accountId,
    region: context.region,
    state: 'PENDING',
    created_at: context.clock.now(),
  });
  if (row) return row;
  throw new ApiError('ResourceAlreadyExistsException', `An image named ${image.name} exists already.`);
}
