import type { Database } from '../../database/database.ts';
import type { Tag } from '../model/tags.ts';
import { own } from '../tables.ts';

/** The directory's tags by key. */
export async function listTags(database: Database, directoryId: string): Promise<Tag[]> {
  return own(database)
    .selectFrom('directories.tag')
    .select(['key', 'value'])
    .where('directory_id', '=', directoryId)
    .orderBy('key')
    .execute();
}

/** Adds the tags; a key that is there already gets the new value. */
export async function putTags(
  transaction: Database,
  directoryId: string,
  tags: readonly Tag[],
): Promise<void> {
  if (tags.length === 0) return;
  await own(transaction)
    .insertInto('directories.tag')
    .values(tags.map((tag) => ({ directory_id: directoryId, ...tag })))
    .onConflict((conflict) =>
      conflict.columns(['directory_id', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute();
}

export async function removeTags(
  transaction: Database,
  directoryId: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await own(transaction)
    .deleteFrom('directories.tag')
    .where('directory_id', '=', directoryId)
    .where('key', 'in', keys)
    .execute();
}
