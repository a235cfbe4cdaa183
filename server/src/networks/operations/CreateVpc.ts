import { newId } from '../../base/ids.ts';
import { type Database, inTransaction, tables } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { refuseUnsupported, required } from '../model/errors.ts';
import { kinds } from '../model/kinds.ts';
import { specifiedTags } from '../model/tags.ts';
import { checkVpcBlock, readCidrBlock } from '../model/vpcs.ts';
import { applyNetwork } from '../model/workflows.ts';
import { putTags } from '../store/tags.ts';
import { loadVpcs } from '../store/vpcs.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Makes a VPC with what every VPC has: a main route table, a default security group and a default network ACL. */
export const CreateVpc: Ec2Operation<'CreateVpc'> = async (context, input, { database, queue }) => {
  const { CidrBlock, InstanceTenancy = 'default', TagSpecifications, DryRun: _, ...others } = input;
  refuseUnsupported(others);
  if (InstanceTenancy !== 'default') {
    throw new ApiError('UnsupportedTenancy', `The tenancy value ${InstanceTenancy} is not supported.`);
  }
  const block = readCidrBlock(required(CidrBlock, 'CidrBlock'), 'cidrBlock');
  checkVpcBlock(block);
  const tags = specifiedTags(kinds.vpc, TagSpecifications);

  return inTransaction(database, async (transaction) => {
    const vpcId = await insertVpc(transaction, context, `${block}`);
    await putTags(transaction, context, kinds.vpc, vpcId, tags);
    await queue.enqueue(transaction, applyNetwork, vpcId, { vpcId });
    const [Vpc] = await loadVpcs(transaction, context, [vpcId]);
    return { Vpc };
  });
};

async function insertVpc(transaction: Database, context: RequestContext, cidrBlock: string): Promise<string> {
  const rows = tables<NetworksTables>(transaction);
  const vpcId = newId('vpc');
  const owned = { account_id: context.accountId, region: context.region, vpc_id: vpcId };
  const created_at = context.clock.now();
  await rows
    .insertInto('networks.vpc')
    .values({
      ...owned,
      cidr_block: cidrBlock,
      cidr_association_id: newId('vpc-cidr-assoc'),
      state: 'pending',
      created_at,
    })
    .execute();

  const routeTableId = newId('rtb');
  await rows
    .insertInto('networks.route_table')
    .values({ ...owned, route_table_id: routeTableId, created_at })
    .execute();
  await rows
    .insertInto('networks.route_table_association')
    .values({
      association_id: newId('rtbassoc'),
      route_table_id: routeTableId,
      vpc_id: vpcId,
      subnet_id: null,
    })
    .execute();
  await rows
    .insertInto('networks.security_group')
    .values({
      ...owned,
      group_id: newId('sg'),
      group_name: 'default',
      description: 'default VPC security group',
    })
    .execute();
  await rows
    .insertInto('networks.network_acl')
    .values({ ...owned, network_acl_id: newId('acl') })
    .execute();
  return vpcId;
}
