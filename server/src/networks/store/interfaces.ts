import type { NetworkInterface as DescribedInterface } from '@aws-sdk/client-ec2';
import { newId } from '../../base/ids.ts';
import { type Database, tables } from '../../database/database.ts';
import { InsufficientFreeAddressesError, type Scope, type Subnet } from '../model/resources.ts';
import { subnetAddresses } from '../model/subnets.ts';
import { zoneId } from '../model/zones.ts';
import type { NetworksTables } from '../tables.ts';
import { lowestFreeAddress, newHostName, newMac } from './addressing.ts';
import { tagsOf } from './tags.ts';

const rows = tables<NetworksTables>;

export interface NewInterface extends Subnet {
  ownerId: string;
  description: string;
  kind: 'interface' | 'nat_gateway';
  /** The lowest free one where left out. */
  address?: string | undefined;
}

/**
 * Makes an interface in the subnet. The caller holds the VPC's lock and knows that the owner has none yet.
 * @throws InsufficientFreeAddressesError
 */
export async function insertInterface(
  transaction: Database,
  wanted: NewInterface,
): Promise<{ interfaceId: string; address: string }> {
  const address = wanted.address ?? (await freeAddress(transaction, wanted));
  const interfaceId = newId('eni');
  await rows(transaction)
    .insertInto('networks.network_interface')
    .values({
      interface_id: interfaceId,
      account_id: wanted.accountId,
      region: wanted.region,
      vpc_id: wanted.vpcId,
      subnet_id: wanted.subnetId,
      address,
      mac: newMac(),
      interface_type: wanted.kind,
      host_name: wanted.kind === 'interface' ? newHostName() : null,
      owner_id: wanted.ownerId,
      attachment_id: newId('eni-attach'),
      description: wanted.description,
    })
    .execute();
  return { interfaceId, address };
}

async function freeAddress(transaction: Database, { subnetId, cidrBlock }: Subnet): Promise<string> {
  const { firstUsable, lastUsable } = subnetAddresses(cidrBlock);
  const taken = rows(transaction)
    .selectFrom('networks.network_interface')
    .select('address')
    .where('subnet_id', '=', subnetId);
  const address = await lowestFreeAddress(transaction, taken, { first: firstUsable, last: lastUsable });
  if (address === undefined) {
    throw new InsufficientFreeAddressesError(`The subnet ${subnetId} has no free address.`);
  }
  return address;
}

/**
 * Network interfaces as EC2 describes them. Services made all of them, none is the account's own.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadInterfaces(
  database: Database,
  scope: Scope,
  ids: readonly string[] = [],
): Promise<DescribedInterface[]> {
  const found = await rows(database)
    .selectFrom('networks.network_interface as i')
    .innerJoin('networks.subnet as s', 's.subnet_id', 'i.subnet_id')
    .innerJoin('networks.security_group as g', 'g.vpc_id', 'i.vpc_id')
    .leftJoin('networks.elastic_address as a', 'a.interface_id', 'i.interface_id')
    .selectAll('i')
    .select(['s.availability_zone', 'g.group_id', 'g.group_name'])
    .select(['a.allocation_id', 'a.association_id', 'a.address as public_address'])
    .where('i.account_id', '=', scope.accountId)
    .where('i.region', '=', scope.region)
    .where('g.group_name', '=', 'default')
    .$if(ids.length > 0, (query) => query.where('i.interface_id', 'in', ids))
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.interface_id),
  );
  return found.map((row) => {
    const association =
      row.association_id === null
        ? undefined
        : {
            AllocationId: row.allocation_id ?? undefined,
            AssociationId: row.association_id,
            PublicIp: row.public_address ?? undefined,
            IpOwnerId: row.account_id,
          };
    return {
      NetworkInterfaceId: row.interface_id,
      OwnerId: row.account_id,
      VpcId: row.vpc_id,
      SubnetId: row.subnet_id,
      AvailabilityZone: row.availability_zone,
      AvailabilityZoneId: zoneId(row.region, row.availability_zone),
      Description: row.description,
      // EC2 says `nat_gateway`, its model's enumeration `natGateway`.
      InterfaceType: row.interface_type as 'interface',
      MacAddress: row.mac,
      PrivateIpAddress: row.address,
      PrivateIpAddresses: [{ PrivateIpAddress: row.address, Primary: true, Association: association }],
      Ipv6Addresses: [],
      Groups:
        row.interface_type === 'nat_gateway' ? [] : [{ GroupId: row.group_id, GroupName: row.group_name }],
      Association: association,
      Attachment: {
        AttachmentId: row.attachment_id,
        AttachTime: row.created_at,
        DeleteOnTermination: false,
        DeviceIndex: 1,
        InstanceOwnerId: SERVICE_OWNER,
        NetworkCardIndex: 0,
        Status: 'attached',
      },
      RequesterId: SERVICE_OWNER,
      RequesterManaged: true,
      SourceDestCheck: row.interface_type !== 'nat_gateway',
      Status: 'in-use',
      TagSet: tags(row.interface_id),
    };
  });
}

/** Whom EC2 names as the owner of what AWS's services attach. */
const SERVICE_OWNER = 'amazon-aws';
