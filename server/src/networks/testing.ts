import { Cidr } from '../base/cidr.ts';
import { newId } from '../base/ids.ts';
import { type Database, tables } from '../database/database.ts';
import type { Scope, Subnet } from './model/resources.ts';
import type { NetworksTables } from './tables.ts';

/**
 * For tests of other rooms: a VPC with subnets in zones a, b, …, as the operations would have made them, ready in
 * the fabric.
 */
export async function testVpc(
  database: Database,
  scope: Scope,
  subnetCidrBlocks: readonly string[] = ['10.0.1.0/24', '10.0.2.0/24'],
): Promise<{ vpcId: string; subnets: Subnet[] }> {
  const vpcId = newId('vpc');
  const owned = {
    account_id: scope.accountId,
    region: scope.region,
    created_at: new Date(),
    state: 'available',
  } as const;
  await tables<NetworksTables>(database)
    .insertInto('networks.vpc')
    .values({
      ...owned,
      vpc_id: vpcId,
      cidr_block: '10.0.0.0/16',
      cidr_association_id: newId('vpc-cidr-assoc'),
    })
    .execute();
  const subnets = subnetCidrBlocks.map((cidrBlock, index) => ({
    ...scope,
    subnetId: newId('subnet'),
    vpcId,
    cidrBlock: `${Cidr.of(cidrBlock)}`,
    availabilityZone: `${scope.region}${'abc'[index % 3]}`,
  }));
  for (const subnet of subnets) {
    await tables<NetworksTables>(database)
      .insertInto('networks.subnet')
      .values({
        ...owned,
        subnet_id: subnet.subnetId,
        vpc_id: vpcId,
        cidr_block: subnet.cidrBlock,
        availability_zone: subnet.availabilityZone,
        network_acl_association_id: newId('aclassoc'),
      })
      .execute();
  }
  return { vpcId, subnets };
}
