import type { Subnet as DescribedSubnet } from '@aws-sdk/client-ec2';
import { type Database, tables } from '../../database/database.ts';
import type { Scope, Subnet } from '../model/resources.ts';
import { subnetAddresses } from '../model/subnets.ts';
import { zoneId } from '../model/zones.ts';
import type { NetworksTables } from '../tables.ts';
import { tagsOf } from './tags.ts';
import { lockVpc } from './vpcs.ts';

const rows = tables<NetworksTables>;

/** Those of the given subnets that the account has in the Region, in no particular order. */
export async function findSubnets(
  database: Database,
  { accountId, region }: Scope,
  subnetIds: readonly string[],
): Promise<Subnet[]> {
  if (subnetIds.length === 0) return [];
  const found = await rows(database)
    .selectFrom('networks.subnet')
    .select(['subnet_id', 'vpc_id', 'cidr_block', 'availability_zone'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('subnet_id', 'in', subnetIds)
    .execute();
  return found.map((row) => ({
    accountId,
    region,
    subnetId: row.subnet_id,
    vpcId: row.vpc_id,
    cidrBlock: row.cidr_block,
    availabilityZone: row.availability_zone,
  }));
}

/** Takes the lock of the subnet's VPC; undefined where the account has no such subnet in the Region. */
export async function lockSubnet(
  transaction: Database,
  scope: Scope,
  subnetId: string,
): Promise<Subnet | undefined> {
  const [found] = await findSubnets(transaction, scope, [subnetId]);
  if (!found || !(await lockVpc(transaction, found.vpcId))) return undefined;
  // It may have been deleted while this waited for the lock.
  const [locked] = await findSubnets(transaction, scope, [subnetId]);
  return locked;
}

/**
 * Subnets as EC2 describes them.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadSubnets(
  database: Database,
  scope: Scope,
  ids: readonly string[] = [],
): Promise<DescribedSubnet[]> {
  const found = await rows(database)
    .selectFrom('networks.subnet as s')
    .selectAll('s')
    .select((select) =>
      select
        .selectFrom('networks.network_interface as i')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('i.subnet_id', '=', 's.subnet_id')
        .as('interface_count'),
    )
    .where('s.account_id', '=', scope.accountId)
    .where('s.region', '=', scope.region)
    .$if(ids.length > 0, (query) => query.where('s.subnet_id', 'in', ids))
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.subnet_id),
  );
  return found.map((row) => ({
    SubnetId: row.subnet_id,
    SubnetArn: `arn:aws:ec2:${row.region}:${row.account_id}:subnet/${row.subnet_id}`,
    OwnerId: row.account_id,
    VpcId: row.vpc_id,
    State: row.state,
    CidrBlock: row.cidr_block,
    AvailabilityZone: row.availability_zone,
    AvailabilityZoneId: zoneId(row.region, row.availability_zone),
    AvailableIpAddressCount: subnetAddresses(row.cidr_block).usableCount - Number(row.interface_count),
    DefaultForAz: false,
    MapPublicIpOnLaunch: false,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    EnableDns64: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    Tags: tags(row.subnet_id),
  }));
}
