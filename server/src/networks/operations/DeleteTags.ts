import { inTransaction, tables } from '../../database/database.ts';
import { missingParameter } from '../model/errors.ts';
import { taggableKind } from '../store/taggable.ts';
import { dropTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/**
 * Takes tags off the resources: those of the given keys, and only where they have the given value if one is given;
 * all where no tags are named.
 */
export const DeleteTags: Ec2Operation<'DeleteTags'> = async (context, input, { database }) => {
  const resources = [...new Set(input.Resources)];
  if (resources.length === 0) throw missingParameter('ResourceId');
  await inTransaction(database, async (transaction) => {
    for (const id of resources) {
      await taggableKind(transaction, context, id);
      if (!input.Tags?.length) await dropTags(transaction, id);
      for (const tag of input.Tags ?? []) {
        await tables<NetworksTables>(transaction)
          .deleteFrom('networks.tag')
          .where('resource_id', '=', id)
          .where('key', '=', tag.Key ?? '')
          .$if(tag.Value !== undefined, (query) => query.where('value', '=', tag.Value ?? ''))
          .execute();
      }
    }
  });
  return {};
};
