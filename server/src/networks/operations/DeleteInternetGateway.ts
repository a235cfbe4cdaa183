import { inTransaction, tables } from '../../database/database.ts';
import { required } from '../model/errors.ts';
import { checkId, dependencyViolation, kinds, notFound } from '../model/kinds.ts';
import { lockInternetGateway } from '../store/internetGateways.ts';
import { dropTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Refused while the gateway is attached. Routes to it stay, and lead nowhere. */
export const DeleteInternetGateway: Ec2Operation<'DeleteInternetGateway'> = async (
  context,
  input,
  { database },
) => {
  const id = required(input.InternetGatewayId, 'InternetGatewayId');
  checkId(kinds.internetGateway, id);
  await inTransaction(database, async (transaction) => {
    const gateway = await lockInternetGateway(transaction, context, id);
    if (!gateway) throw notFound(kinds.internetGateway, id);
    if (gateway.vpcId !== null) throw dependencyViolation(kinds.internetGateway, id);
    await tables<NetworksTables>(transaction)
      .deleteFrom('networks.internet_gateway')
      .where('internet_gateway_id', '=', id)
      .execute();
    await dropTags(transaction, id);
  });
  return {};
};
