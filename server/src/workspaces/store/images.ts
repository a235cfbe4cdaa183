import type { Insertable, Selectable } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Place } from '../model/place.ts';
import { type ImageTable, own } from '../tables.ts';

export type ImageRow = Selectable<ImageTable>;

export function findImage(database: Database, imageId: string): Promise<ImageRow | undefined> {
  return own(database)
    .selectFrom('workspaces.image')
    .selectAll()
    .where('image_id', '=', imageId)
    .executeTakeFirst();
}

/** The account's own image, locked until the transaction ends. */
export function lockImage(transaction: Database, place: Place, imageId: string) {
  return inPlace(transaction, place).where('image_id', '=', imageId).forUpdate().executeTakeFirst();
}

/** The account's own image, which stays as it is until the transaction ends. */
export function holdImage(transaction: Database, place: Place, imageId: string) {
  return inPlace(transaction, place).where('image_id', '=', imageId).forShare().executeTakeFirst();
}

/** An image of the Region that the account may copy, its own or one that is shared with it; it stays as it is. */
export async function holdCopyableImage(
  transaction: Database,
  place: Place,
  imageId: string,
): Promise<ImageRow | undefined> {
  const image = await own(transaction)
    .selectFrom('workspaces.image')
    .selectAll()
    .where('image_id', '=', imageId)
    .where('region', '=', place.region)
    .forShare()
    .executeTakeFirst();
  if (!image || image.account_id === place.accountId) return image;
  const permission = await own(transaction)
    .selectFrom('workspaces.image_permission')
    .select('image_id')
    .where('image_id', '=', imageId)
    .where('shared_account_id', '=', place.accountId)
    .executeTakeFirst();
  return permission && image;
}

function inPlace(database: Database, place: Place) {
  return own(database)
    .selectFrom('workspaces.image')
    .selectAll()
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region);
}

export interface ImageFilter {
  imageIds?: readonly string[] | undefined;
  /** The account's own, those that are shared with it, or both. */
  types: readonly ('OWNED' | 'SHARED')[];
  after?: string | undefined;
  limit: number;
}

/** The images that an account sees in a Region, in the order of their ids. */
export function listImages(database: Database, place: Place, filter: ImageFilter): Promise<ImageRow[]> {
  let query = own(database)
    .selectFrom('workspaces.image')
    .selectAll()
    .where('region', '=', place.region)
    .where((expression) => {
      const shared = expression
        .selectFrom('workspaces.image_permission')
        .select('workspaces.image_permission.image_id')
        .where('shared_account_id', '=', place.accountId);
      return expression.or([
        ...(filter.types.includes('OWNED') ? [expression('account_id', '=', place.accountId)] : []),
        ...(filter.types.includes('SHARED') ? [expression('image_id', 'in', shared)] : []),
      ]);
    });
  if (filter.imageIds) query = query.where('image_id', 'in', filter.imageIds);
  if (filter.after !== undefined) query = query.where('image_id', '>', filter.after);
  return query.orderBy('image_id').limit(filter.limit).execute();
}

/** How many images the account has, in whatever state. */
export async function countImages(database: Database, place: Place): Promise<number> {
  const { count } = await own(database)
    .selectFrom('workspaces.image')
    .select((expression) => expression.fn.countAll<string>().as('count'))
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** @returns the image, or undefined where the account has one of that name already */
export function insertImage(
  transaction: Database,
  row: Insertable<ImageTable>,
): Promise<ImageRow | undefined> {
  return own(transaction)
    .insertInto('workspaces.image')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Ends the making of an image; one that is not PENDING any more stays as it is. */
export async function finishImage(
  transaction: Database,
  imageId: string,
  end: { state: 'AVAILABLE' } | { state: 'ERROR'; code: string; message: string },
): Promise<void> {
  const problem =
    end.state === 'ERROR'
      ? { error_code: end.code, error_message: end.message }
      : { error_code: null, error_message: null };
  await own(transaction)
    .updateTable('workspaces.image')
    .set({ state: end.state, ...problem })
    .where('image_id', '=', imageId)
    .where('state', '=', 'PENDING')
    .execute();
}

/** Removes the row with its permissions and tags. */
export async function deleteImageRow(transaction: Database, imageId: string): Promise<void> {
  await own(transaction).deleteFrom('workspaces.tag').where('resource_id', '=', imageId).execute();
  await own(transaction).deleteFrom('workspaces.image').where('image_id', '=', imageId).execute();
}

/** The copies of an image that are being made. */
export async function copiesUnderWay(database: Database, imageId: string): Promise<string[]> {
  const rows = await own(database)
    .selectFrom('workspaces.image')
    .select('image_id')
    .where('source_image_id', '=', imageId)
    .where('state', '=', 'PENDING')
    .execute();
  return rows.map((row) => row.image_id);
}

/** Lets another account copy an image; allowed already counts as done. */
export async function shareImage(transaction: Database, imageId: string, accountId: string): Promise<void> {
  await own(transaction)
    .insertInto('workspaces.image_permission')
    .values({ image_id: imageId, shared_account_id: accountId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Takes that back; not allowed already counts as done. */
export async function unshareImage(transaction: Database, imageId: string, accountId: string): Promise<void> {
  await own(transaction)
    .deleteFrom('workspaces.image_permission')
    .where('image_id', '=', imageId)
    .where('shared_account_id', '=', accountId)
    .execute();
}

/** The accounts that an image is shared with, in order. */
export async function accountsSharing(
  database: Database,
  imageId: string,
  page: { after?: string | undefined; limit: number },
): Promise<string[]> {
  let query = own(database)
    .selectFrom('workspaces.image_permission')
    .select('shared_account_id')
    .where('image_id', '=', imageId);
  if (page.after !== undefined) query = query.where('shared_account_id', '>', page.after);
  const rows = await query.orderBy('shared_account_id').limit(page.limit).execute();
  return rows.map((row) => row.shared_account_id);
}
