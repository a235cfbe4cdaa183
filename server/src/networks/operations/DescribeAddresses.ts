import type { Address } from '@aws-sdk/client-ec2';
import { isIpv4Address } from '../../base/cidr.ts';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue } from '../model/errors.ts';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadElasticAddresses } from '../store/elasticAddresses.ts';
import type { Ec2Operation } from './deps.ts';

const listing: Listing<Address> = {
  kind: kinds.elasticAddress,
  id: (address) => address.AllocationId,
  filters: {
    'allocation-id': (address) => address.AllocationId,
    'association-id': (address) => address.AssociationId,
    domain: (address) => address.Domain,
    'instance-id': (address) => address.InstanceId,
    'network-border-group': (address) => address.NetworkBorderGroup,
    'network-interface-id': (address) => address.NetworkInterfaceId,
    'network-interface-owner-id': (address) => address.NetworkInterfaceOwnerId,
    'private-ip-address': (address) => address.PrivateIpAddress,
    'public-ip': (address) => address.PublicIp,
  },
};

export const DescribeAddresses: Ec2Operation<'DescribeAddresses'> = async (context, input, { database }) => {
  const all = await loadElasticAddresses(database, context);
  const { items } = select(context, listing, { ids: input.AllocationIds, Filters: input.Filters }, all);
  const publicIps = checkedPublicIps(input.PublicIps ?? [], all);
  return {
    Addresses: items.filter((address) => publicIps.size === 0 || publicIps.has(address.PublicIp ?? '')),
  };
};

function checkedPublicIps(publicIps: readonly string[], all: readonly Address[]): ReadonlySet<string> {
  const known = new Set(all.map((address) => address.PublicIp));
  for (const publicIp of publicIps) {
    if (!isIpv4Address(publicIp)) {
      throw invalidValue(`Value (${publicIp}) for parameter publicIp is invalid. Invalid IPv4 address.`);
    }
    if (!known.has(publicIp))
      throw new ApiError('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
  }
  return new Set(publicIps);
}
