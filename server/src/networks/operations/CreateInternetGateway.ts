import { newId } from '../../base/ids.ts';
import { inTransaction, tables } from '../../database/database.ts';
import { kinds } from '../model/kinds.ts';
import { specifiedTags } from '../model/tags.ts';
import { loadInternetGateways } from '../store/internetGateways.ts';
import { putTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

export const CreateInternetGateway: Ec2Operation<'CreateInternetGateway'> = async (
  context,
  input,
  { database },
) => {
  const tags = specifiedTags(kinds.internetGateway, input.TagSpecifications);
  return inTransaction(database, async (transaction) => {
    const id = newId('igw');
    await tables<NetworksTables>(transaction)
      .insertInto('networks.internet_gateway')
      .values({
        internet_gateway_id: id,
        account_id: context.accountId,
        region: context.region,
        vpc_id: null,
        created_at: context.clock.now(),
      })
      .execute();
    await putTags(transaction, context, kinds.internetGateway, id, tags);
    const [InternetGateway] = await loadInternetGateways(transaction, context, [id]);
    return { InternetGateway };
  });
};
