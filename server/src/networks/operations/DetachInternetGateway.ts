import { type Database, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';
import { changeGatewayAttachment } from './gatewayAttachment.ts';

/** Refused while elastic addresses are in use in the VPC: they are reached through its gateway. */
export const DetachInternetGateway: Ec2Operation<'DetachInternetGateway'> = async (context, input, deps) => {
  await changeGatewayAttachment(context, input, deps, 'detach', async (transaction, both) => {
    const { gatewayId, vpcId, attachedTo } = both;
    if (attachedTo !== vpcId) {
      throw new ApiError('Gateway.NotAttached', `resource ${gatewayId} is not attached to network ${vpcId}`);
    }
    if (await hasMappedAddresses(transaction, vpcId)) {
      throw new ApiError(
        'DependencyViolation',
        `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    }
  });
  return {};
};

async function hasMappedAddresses(transaction: Database, vpcId: string): Promise<boolean> {
  const found = await tables<NetworksTables>(transaction)
    .selectFrom('networks.elastic_address as a')
    .innerJoin('networks.network_interface as i', 'i.interface_id', 'a.interface_id')
    .select('a.allocation_id')
    .where('i.vpc_id', '=', vpcId)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
