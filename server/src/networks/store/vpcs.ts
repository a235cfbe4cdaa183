import type { Vpc } from '@aws-sdk/client-ec2';
import { type Database, tables } from '../../database/database.ts';
import type { Scope } from '../model/resources.ts';
import type { NetworksTables } from '../tables.ts';
import { tagsOf } from './tags.ts';

const rows = tables<NetworksTables>;

/**
 * Takes the VPC's lock until the transaction ends: whatever changes inside a VPC is done one after another, so that
 * rules that look at several rows hold.
 * @param scope whose VPC it must be; anybody's where left out
 * @returns undefined where there is no such VPC
 */
export async function lockVpc(
  transaction: Database,
  vpcId: string,
  scope?: Scope,
): Promise<{ vpcId: string; cidrBlock: string } | undefined> {
  const row = await rows(transaction)
    .selectFrom('networks.vpc')
    .select(['vpc_id', 'cidr_block'])
    .where('vpc_id', '=', vpcId)
    .$if(scope !== undefined, (query) =>
      query.where('account_id', '=', scope?.accountId ?? '').where('region', '=', scope?.region ?? ''),
    )
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row && { vpcId: row.vpc_id, cidrBlock: row.cidr_block };
}

/**
 * VPCs as EC2 describes them.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadVpcs(
  database: Database,
  scope: Scope,
  ids: readonly string[] = [],
): Promise<Vpc[]> {
  const found = await rows(database)
    .selectFrom('networks.vpc')
    .selectAll()
    .where('account_id', '=', scope.accountId)
    .where('region', '=', scope.region)
    .$if(ids.length > 0, (query) => query.where('vpc_id', 'in', ids))
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.vpc_id),
  );
  return found.map((row) => ({
    VpcId: row.vpc_id,
    OwnerId: row.account_id,
    State: row.state,
    CidrBlock: row.cidr_block,
    CidrBlockAssociationSet: [
      {
        AssociationId: row.cidr_association_id,
        CidrBlock: row.cidr_block,
        CidrBlockState: { State: 'associated' },
      },
    ],
    Ipv6CidrBlockAssociationSet: [],
    // EC2's word for a VPC without a set of DHCP options of its own.
    DhcpOptionsId: 'default',
    InstanceTenancy: 'default',
    IsDefault: false,
    Tags: tags(row.vpc_id),
  }));
}
