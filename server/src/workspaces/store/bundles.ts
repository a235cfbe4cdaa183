import { type Insertable, type Selectable, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { type Bundle, findPublicBundle } from '../model/bundles.ts';
import type { Place } from '../model/place.ts';
import { type BundleTable, own } from '../tables.ts';

type BundleRow = Selectable<BundleTable>;

function bundleOf(row: BundleRow): Bundle {
  return {
    bundleId: row.bundle_id,
    name: row.name,
    description: row.description,
    owner: row.account_id,
    imageId: row.image_id,
    computeType: row.compute_type,
    rootVolumeGib: row.root_volume_gib,
    userVolumeGib: row.user_volume_gib,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    isDeleted: row.deleted_at !== null,
  };
}

/**
 * The bundle that a new WorkSpace of the account may be made from: a public one or one of its own, which stays as it
 * is until the transaction ends. Undefined for one that is deleted.
 */
export async function findBundle(
  transaction: Database,
  place: Place,
  bundleId: string,
): Promise<Bundle | undefined> {
  const row = await inPlace(transaction, place)
    .where('bundle_id', '=', bundleId)
    .where('deleted_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return row ? bundleOf(row) : findPublicBundle(bundleId);
}

/**
 * The bundle that a WorkSpace was made from, as it is now. One that is deleted is there as long as the WorkSpace is.
 */
export async function bundleOfWorkspace(
  database: Database,
  workspace: { account_id: string; region: string; bundle_id: string },
): Promise<Bundle | undefined> {
  const place = { accountId: workspace.account_id, region: workspace.region };
  const row = await inPlace(database, place).where('bundle_id', '=', workspace.bundle_id).executeTakeFirst();
  return row ? bundleOf(row) : findPublicBundle(workspace.bundle_id);
}

/** The account's own bundle, deleted or not, locked until the transaction ends. */
export async function lockBundle(transaction: Database, place: Place, bundleId: string) {
  return inPlace(transaction, place).where('bundle_id', '=', bundleId).forUpdate().executeTakeFirst();
}

/**
 * The account's own bundles in the order of their ids: those named, of which deleted ones are there until their last
 * WorkSpace is gone, or else all that are not deleted.
 */
export async function listBundles(
  database: Database,
  place: Place,
  bundleIds?: readonly string[],
): Promise<Bundle[]> {
  const query = inPlace(database, place).orderBy('bundle_id');
  const rows = bundleIds
    ? await query.where('bundle_id', 'in', bundleIds).execute()
    : await query.where('deleted_at', 'is', null).execute();
  return rows.map(bundleOf);
}

function inPlace(database: Database, place: Place) {
  return own(database)
    .selectFrom('workspaces.bundle')
    .selectAll()
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region);
}

/** How many bundles the account has, without those that are deleted. */
export async function countBundles(database: Database, place: Place): Promise<number> {
  const { count } = await own(database)
    .selectFrom('workspaces.bundle')
    .select((expression) => expression.fn.countAll<string>().as('count'))
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The bundles that an image is in, deleted ones that still have WorkSpaces too. */
export async function bundlesOfImage(database: Database, imageId: string): Promise<string[]> {
  const rows = await own(database)
    .selectFrom('workspaces.bundle')
    .select('bundle_id')
    .where('image_id', '=', imageId)
    .orderBy('bundle_id')
    .execute();
  return rows.map((row) => row.bundle_id);
}

/** @returns the bundle, or undefined where the account has one of that name already */
export async function insertBundle(
  transaction: Database,
  row: Insertable<BundleTable>,
): Promise<Bundle | undefined> {
  const inserted = await own(transaction)
    .insertInto('workspaces.bundle')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return inserted && bundleOf(inserted);
}

/** Gives the bundle another image: WorkSpaces that are made or rebuilt from now on have that. */
export async function setBundleImage(
  transaction: Database,
  bundleId: string,
  imageId: string,
  at: Date,
): Promise<void> {
  await own(transaction)
    .updateTable('workspaces.bundle')
    .set({ image_id: imageId, updated_at: at })
    .where('bundle_id', '=', bundleId)
    .execute();
}

/**
 * Deletes a bundle, which is locked: at once where no WorkSpace is made from it, else with the last of them (guide,
 * "Delete a Custom WorkSpaces Bundle or Image").
 */
export async function deleteBundle(transaction: Database, bundleId: string, at: Date): Promise<void> {
  await own(transaction)
    .updateTable('workspaces.bundle')
    .set({ deleted_at: at })
    .where('bundle_id', '=', bundleId)
    .where('deleted_at', 'is', null)
    .execute();
  await deleteUnusedBundle(transaction, bundleId);
}

/** Removes a deleted bundle that no WorkSpace has any more; done with everything that takes a WorkSpace from it. */
export async function deleteUnusedBundle(transaction: Database, bundleId: string): Promise<void> {
  // Locked first: of two WorkSpaces that go at the same time, the second one sees that the first is gone.
  const deleted = await own(transaction)
    .selectFrom('workspaces.bundle')
    .select('bundle_id')
    .where('bundle_id', '=', bundleId)
    .where('deleted_at', 'is not', null)
    .forUpdate()
    .executeTakeFirst();
  if (!deleted) return;
  const used = await own(transaction)
    .selectFrom('workspaces.workspace')
    .select(sql`1`.as('one'))
    .where('bundle_id', '=', bundleId)
    .limit(1)
    .executeTakeFirst();
  if (used) return;
  await own(transaction).deleteFrom('workspaces.tag').where('resource_id', '=', bundleId).execute();
  await own(transaction).deleteFrom('workspaces.bundle').where('bundle_id', '=', bundleId).execute();
}
