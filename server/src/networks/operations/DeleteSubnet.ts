import { type Database, inTransaction, tables } from '../../database/database.ts';
import { required } from '../model/errors.ts';
import { checkId, dependencyViolation, kinds, notFound } from '../model/kinds.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockSubnet } from '../store/subnets.ts';
import { dropTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Deletes a subnet in which no interface is left; its association with a route table goes with it. */
export const DeleteSubnet: Ec2Operation<'DeleteSubnet'> = async (context, input, { database, queue }) => {
  const subnetId = required(input.SubnetId, 'SubnetId');
  checkId(kinds.subnet, subnetId);
  await inTransaction(database, async (transaction) => {
    const subnet = await lockSubnet(transaction, context, subnetId);
    if (!subnet) throw notFound(kinds.subnet, subnetId);
    if (await isUsed(transaction, subnetId)) throw dependencyViolation(kinds.subnet, subnetId);
    const rows = tables<NetworksTables>(transaction);
    await rows.deleteFrom('networks.route_table_association').where('subnet_id', '=', subnetId).execute();
    await rows.deleteFrom('networks.subnet').where('subnet_id', '=', subnetId).execute();
    await dropTags(transaction, subnetId);
    await queue.enqueue(transaction, applyNetwork, subnet.vpcId, { vpcId: subnet.vpcId });
  });
  return {};
};

/** By interfaces, or by a NAT gateway that will get one. */
async function isUsed(transaction: Database, subnetId: string): Promise<boolean> {
  const rows = tables<NetworksTables>(transaction);
  const found = await rows
    .selectFrom('networks.network_interface')
    .select('interface_id as id')
    .where('subnet_id', '=', subnetId)
    .unionAll(
      rows
        .selectFrom('networks.nat_gateway')
        .select('nat_gateway_id as id')
        .where('subnet_id', '=', subnetId)
        .where('ended_at', 'is', null),
    )
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
