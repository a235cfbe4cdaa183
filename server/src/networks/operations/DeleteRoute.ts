import { inTransaction, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue, refuseUnsupported, required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { readCidrBlock } from '../model/vpcs.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockRouteTable } from '../store/routeTables.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

export const DeleteRoute: Ec2Operation<'DeleteRoute'> = async (context, input, { database, queue }) => {
  const { RouteTableId, DestinationCidrBlock, DryRun: _, ...others } = input;
  refuseUnsupported(others);
  const routeTableId = required(RouteTableId, 'RouteTableId');
  checkId(kinds.routeTable, routeTableId);
  const destination = readCidrBlock(
    required(DestinationCidrBlock, 'DestinationCidrBlock'),
    'destinationCidrBlock',
  );
  await inTransaction(database, async (transaction) => {
    const table = await lockRouteTable(transaction, context, routeTableId);
    if (!table) throw notFound(kinds.routeTable, routeTableId);
    if (`${destination}` === table.cidrBlock) {
      throw invalidValue(`cannot remove local route ${destination} in route table ${routeTableId}`);
    }
    const deleted = await tables<NetworksTables>(transaction)
      .deleteFrom('networks.route')
      .where('route_table_id', '=', routeTableId)
      .where('destination', '=', `${destination}`)
      .returning('destination')
      .executeTakeFirst();
    if (!deleted) {
      throw new ApiError(
        'InvalidRoute.NotFound',
        `no route with destination-cidr-block ${destination} in route table ${routeTableId}`,
      );
    }
    await queue.enqueue(transaction, applyNetwork, table.vpcId, { vpcId: table.vpcId });
  });
  return {};
};
