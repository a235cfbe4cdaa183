import { newId } from '../../base/ids.ts';
import { inTransaction, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue, refuseUnsupported, required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockRouteTable } from '../store/routeTables.ts';
import { findSubnets } from '../store/subnets.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Gives a subnet a route table of its own in place of the main one. Repeating it answers with what there is. */
export const AssociateRouteTable: Ec2Operation<'AssociateRouteTable'> = async (
  context,
  input,
  { database, queue },
) => {
  const { RouteTableId, SubnetId, DryRun: _, ...others } = input;
  refuseUnsupported(others);
  const routeTableId = required(RouteTableId, 'RouteTableId');
  const subnetId = required(SubnetId, 'SubnetId');
  checkId(kinds.routeTable, routeTableId);
  checkId(kinds.subnet, subnetId);
  const AssociationId = await inTransaction(database, async (transaction) => {
    const table = await lockRouteTable(transaction, context, routeTableId);
    if (!table) throw notFound(kinds.routeTable, routeTableId);
    const [subnet] = await findSubnets(transaction, context, [subnetId]);
    if (!subnet) throw notFound(kinds.subnet, subnetId);
    if (subnet.vpcId !== table.vpcId) {
      throw invalidValue(`Route table ${routeTableId} and subnet ${subnetId} belong to different networks`);
    }
    const rows = tables<NetworksTables>(transaction);
    const existing = await rows
      .selectFrom('networks.route_table_association')
      .select(['association_id', 'route_table_id'])
      .where('subnet_id', '=', subnetId)
      .executeTakeFirst();
    if (existing?.route_table_id === routeTableId) return existing.association_id;
    if (existing) {
      throw new ApiError(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${routeTableId} conflicts with an existing association`,
      );
    }
    const id = newId('rtbassoc');
    await rows
      .insertInto('networks.route_table_association')
      .values({ association_id: id, route_table_id: routeTableId, vpc_id: table.vpcId, subnet_id: subnetId })
      .execute();
    await queue.enqueue(transaction, applyNetwork, table.vpcId, { vpcId: table.vpcId });
    return id;
  });
  return { AssociationId, AssociationState: { State: 'associated' } };
};
