import type { TagDescription } from '@aws-sdk/client-ec2';
import { tables } from '../../database/database.ts';
import { type FilterField, matcher } from '../model/filters.ts';
import { page } from '../model/selection.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** A tag, which the filters `tag:<key>` take for the only tag of a resource. */
interface Item {
  description: TagDescription;
  Tags: TagDescription[];
}

const filters: Record<string, FilterField<Item>> = {
  key: ({ description }) => description.Key,
  'resource-id': ({ description }) => description.ResourceId,
  'resource-type': ({ description }) => description.ResourceType,
  value: ({ description }) => description.Value,
};

export const DescribeTags: Ec2Operation<'DescribeTags'> = async (context, input, { database }) => {
  const found = await tables<NetworksTables>(database)
    .selectFrom('networks.tag')
    .select(['resource_id', 'resource_type', 'key', 'value'])
    .where('account_id', '=', context.accountId)
    .where('region', '=', context.region)
    .execute();
  const matching = found
    .map<Item>((row) => {
      const description: TagDescription = {
        ResourceId: row.resource_id,
        ResourceType: row.resource_type as 'vpc',
        Key: row.key,
        Value: row.value,
      };
      return { description, Tags: [description] };
    })
    .filter(matcher(input.Filters, filters))
    .sort((a, b) => (position(a) < position(b) ? -1 : 1));
  const { items, nextToken } = page(context, 'tag', input, matching, position);
  return { Tags: items.map((item) => item.description), NextToken: nextToken };
};

function position({ description }: Item): string {
  return JSON.stringify([description.ResourceId, description.Key]);
}
