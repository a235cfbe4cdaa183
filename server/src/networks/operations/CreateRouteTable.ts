import { newId } from '../../base/ids.ts';
import { type Database, inTransaction, tables } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { specifiedTags } from '../model/tags.ts';
import { loadRouteTables } from '../store/routeTables.ts';
import { putTags } from '../store/tags.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

export const CreateRouteTable: Ec2Operation<'CreateRouteTable'> = async (context, input, { database }) => {
  const vpcId = required(input.VpcId, 'VpcId');
  checkId(kinds.vpc, vpcId);
  const tags = specifiedTags(kinds.routeTable, input.TagSpecifications);
  return inTransaction(database, async (transaction) => {
    if (!(await lockVpc(transaction, vpcId, context))) throw notFound(kinds.vpc, vpcId);
    const earlier = await findByToken(transaction, context, vpcId, input.ClientToken);
    const id = earlier ?? newId('rtb');
    if (!earlier) {
      await tables<NetworksTables>(transaction)
        .insertInto('networks.route_table')
        .values({
          route_table_id: id,
          account_id: context.accountId,
          region: context.region,
          vpc_id: vpcId,
          client_token: input.ClientToken ?? null,
          created_at: context.clock.now(),
        })
        .execute();
      await putTags(transaction, context, kinds.routeTable, id, tags);
    }
    const [RouteTable] = await loadRouteTables(transaction, context, [id]);
    return { RouteTable, ClientToken: input.ClientToken };
  });
};

/** The table that an earlier request with the same client token made. */
async function findByToken(
  transaction: Database,
  { accountId, region }: RequestContext,
  vpcId: string,
  clientToken: string | undefined,
): Promise<string | undefined> {
  if (clientToken === undefined) return undefined;
  const row = await tables<NetworksTables>(transaction)
    .selectFrom('networks.route_table')
    .select(['route_table_id', 'vpc_id'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('client_token', '=', clientToken)
    .executeTakeFirst();
  if (row && row.vpc_id !== vpcId) {
    throw new ApiError(
      'IdempotentParameterMismatch',
      'The client token has been used before with other parameters.',
    );
  }
  return row?.route_table_id;
}
