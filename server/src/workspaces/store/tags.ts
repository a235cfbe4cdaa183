import type { Database } from '../../database/database.ts';
import { own } from '../tables.ts';

/** A resource's tags in the order of their keys. */
export async function tagsOf(
  database: Database,
  resourceId: string,
): Promise<{ Key: string; Value: string }[]> {
  const rows = await own(database)
    .selectFrom('workspaces.tag')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .orderBy('key')
    .execute();
  return rows.map((row) => ({ Key: row.key, Value: row.value }));
}

/** Sets tags; one that exists gets the new value. */
export async function putTags(
  transaction: Database,
  resourceId: string,
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[],
): Promise<void> {
  if (tags.length === 0) return;
  await own(transaction)
    .insertInto('workspaces.tag')
    .values(tags.map(({ Key = '', Value = '' }) => ({ resource_id: resourceId, key: Key, value: Value })))
    .onConflict((conflict) =>
      conflict.columns(['resource_id', 'key']).doUpdateSet((row) => ({ value: row.ref('excluded.value') })),
    )
    .execute();
}

export async function deleteTags(
  transaction: Database,
  resourceId: string,
  keys: readonly string[],
): Promise<void> {
  await own(transaction)
    .deleteFrom('workspaces.tag')
    .where('resource_id', '=', resourceId)
    .where('key', 'in', keys)
    .execute();
}
