import { type Database, tables } from '../../database/database.ts';
import type { ResourceKind } from '../model/kinds.ts';
import type { Scope } from '../model/resources.ts';
import type { Tag } from '../model/tags.ts';
import type { NetworksTables } from '../tables.ts';

const rows = tables<NetworksTables>;

/** The tags of each of the resources, by key; an empty list where there are none. */
export async function tagsOf(
  database: Database,
  resourceIds: readonly string[],
): Promise<(resourceId: string) => Tag[]> {
  const found =
    resourceIds.length === 0
      ? []
      : await rows(database)
          .selectFrom('networks.tag')
          .select(['resource_id', 'key', 'value'])
          .where('resource_id', 'in', resourceIds)
          .orderBy('key')
          .execute();
  const byResource = Map.groupBy(found, (row) => row.resource_id);
  return (id) => (byResource.get(id) ?? []).map((row) => ({ Key: row.key, Value: row.value }));
}

/** Sets tags of a resource; one that has the key already gets the new value. */
export async function putTags(
  transaction: Database,
  { accountId, region }: Scope,
  kind: ResourceKind,
  resourceId: string,
  tags: readonly Tag[],
): Promise<void> {
  if (tags.length === 0) return;
  await rows(transaction)
    .insertInto('networks.tag')
    .values(
      tags.map((tag) => ({
        account_id: accountId,
        region,
        resource_id: resourceId,
        resource_type: kind.resourceType,
        key: tag.Key,
        value: tag.Value,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['resource_id', 'key']).doUpdateSet((set) => ({ value: set.ref('excluded.value') })),
    )
    .execute();
}

/** Every delete operation ends with this: tags do not outlive their resource. */
export async function dropTags(transaction: Database, ...resourceIds: string[]): Promise<void> {
  if (resourceIds.length === 0) return;
  await rows(transaction).deleteFrom('networks.tag').where('resource_id', 'in', resourceIds).execute();
}
