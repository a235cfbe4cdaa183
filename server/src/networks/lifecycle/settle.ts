import { type Database, tables } from '../../database/database.ts';
import type { NetworksTables } from '../tables.ts';

const rows = tables<NetworksTables>;

/** What in a VPC waits for the fabric. */
export type Pending = {
  subnets: string[];
  newNatGateways: string[];
  endingNatGateways: string[];
};

export async function pendingIn(transaction: Database, vpcId: string): Promise<Pending> {
  const subnets = await rows(transaction)
    .selectFrom('networks.subnet')
    .select('subnet_id as id')
    .where('vpc_id', '=', vpcId)
    .where('state', '=', 'pending')
    .execute();
  const natGateways = await rows(transaction)
    .selectFrom('networks.nat_gateway')
    .select(['nat_gateway_id as id', 'state', 'interface_id'])
    .where('vpc_id', '=', vpcId)
    .where('state', 'in', ['pending', 'deleting'])
    .execute();
  const ids = (found: { id: string }[]) => found.map((row) => row.id);
  return {
    subnets: ids(subnets),
    newNatGateways: ids(natGateways.filter((row) => row.state === 'pending' && row.interface_id !== null)),
    endingNatGateways: ids(natGateways.filter((row) => row.state === 'deleting')),
  };
}

/** The VPC and the subnets that the fabric has now are available. The caller holds the VPC's lock. */
export async function settle(transaction: Database, vpcId: string, { subnets }: Pending): Promise<void> {
  await rows(transaction)
    .updateTable('networks.vpc')
    .set({ state: 'available' })
    .where('vpc_id', '=', vpcId)
    .execute();
  if (subnets.length === 0) return;
  await rows(transaction)
    .updateTable('networks.subnet')
    .set({ state: 'available' })
    .where('subnet_id', 'in', subnets)
    .execute();
}
