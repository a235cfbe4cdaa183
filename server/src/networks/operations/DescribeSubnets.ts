import type { Subnet } from '@aws-sdk/client-ec2';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadSubnets } from '../store/subnets.ts';
import type { Ec2Operation } from './deps.ts';

const listing: Listing<Subnet> = {
  kind: kinds.subnet,
  id: (subnet) => subnet.SubnetId,
  filters: {
    'availability-zone': (subnet) => subnet.AvailabilityZone,
    availabilityZone: (subnet) => subnet.AvailabilityZone,
    'availability-zone-id': (subnet) => subnet.AvailabilityZoneId,
    availabilityZoneId: (subnet) => subnet.AvailabilityZoneId,
    'available-ip-address-count': (subnet) => subnet.AvailableIpAddressCount,
    cidr: (subnet) => subnet.CidrBlock,
    'cidr-block': (subnet) => subnet.CidrBlock,
    cidrBlock: (subnet) => subnet.CidrBlock,
    'default-for-az': (subnet) => subnet.DefaultForAz,
    defaultForAz: (subnet) => subnet.DefaultForAz,
    'ipv6-native': (subnet) => subnet.Ipv6Native,
    'map-public-ip-on-launch': (subnet) => subnet.MapPublicIpOnLaunch,
    'owner-id': (subnet) => subnet.OwnerId,
    state: (subnet) => subnet.State,
    'subnet-arn': (subnet) => subnet.SubnetArn,
    'subnet-id': (subnet) => subnet.SubnetId,
    'vpc-id': (subnet) => subnet.VpcId,
  },
};

export const DescribeSubnets: Ec2Operation<'DescribeSubnets'> = async (context, input, { database }) => {
  const subnets = await loadSubnets(database, context, input.SubnetIds);
  const { items, nextToken } = select(context, listing, { ids: input.SubnetIds, ...input }, subnets);
  return { Subnets: items, NextToken: nextToken };
};
