import { type Database, inTransaction, tables } from '../../database/database.ts';
import { missingParameter } from '../model/errors.ts';
import { checkTagCount, type Tag, validTags } from '../model/tags.ts';
import { taggableKind } from '../store/taggable.ts';
import { putTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Sets tags on all of the resources, or on none of them. */
export const CreateTags: Ec2Operation<'CreateTags'> = async (context, input, { database }) => {
  const resources = [...new Set(input.Resources)];
  if (resources.length === 0) throw missingParameter('ResourceId');
  if (!input.Tags?.length) throw missingParameter('Tag');
  const tags = validTags(input.Tags);
  await inTransaction(database, async (transaction) => {
    for (const id of resources) {
      const kind = await taggableKind(transaction, context, id);
      await checkRoom(transaction, id, tags);
      await putTags(transaction, context, kind, id, tags);
    }
  });
  return {};
};

async function checkRoom(transaction: Database, resourceId: string, tags: readonly Tag[]): Promise<void> {
  const existing = await tables<NetworksTables>(transaction)
    .selectFrom('networks.tag')
    .select('key')
    .where('resource_id', '=', resourceId)
    .execute();
  checkTagCount(new Set([...existing.map((row) => row.key), ...tags.map((tag) => tag.Key)]));
}
