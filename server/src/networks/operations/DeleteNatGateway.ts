import { inTransaction, tables } from '../../database/database.ts';
import { required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Begins to delete a NAT gateway; routes to it stay, and lead nowhere. */
export const DeleteNatGateway: Ec2Operation<'DeleteNatGateway'> = async (
  context,
  input,
  { database, queue },
) => {
  const id = required(input.NatGatewayId, 'NatGatewayId');
  checkId(kinds.natGateway, id);
  await inTransaction(database, async (transaction) => {
    const rows = tables<NetworksTables>(transaction);
    const row = await rows
      .selectFrom('networks.nat_gateway')
      .select('vpc_id')
      .where('nat_gateway_id', '=', id)
      .where('account_id', '=', context.accountId)
      .where('region', '=', context.region)
      .executeTakeFirst();
    // A gateway that ended may have outlived its VPC; there is nothing to lock then, nor to delete.
    if (!row || !(await lockVpc(transaction, row.vpc_id))) throw notFound(kinds.natGateway, id);
    const changed = await rows
      .updateTable('networks.nat_gateway')
      .set({ state: 'deleting', ended_at: null })
      .where('nat_gateway_id', '=', id)
      .where('state', '!=', 'deleted')
      .returning('nat_gateway_id')
      .executeTakeFirst();
    if (!changed) throw notFound(kinds.natGateway, id);
    await queue.enqueue(transaction, applyNetwork, row.vpc_id, { vpcId: row.vpc_id });
  });
  return { NatGatewayId: id };
};
