import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadInterfaces } from '../store/interfaces.ts';
import type { Ec2Operation } from './deps.ts';

const listing: Listing<NetworkInterface> = {
  kind: kinds.networkInterface,
  id: (one) => one.NetworkInterfaceId,
  filters: {
    'addresses.association.public-ip': (one) => one.Association?.PublicIp,
    'addresses.primary': (one) => one.PrivateIpAddresses?.map((address) => address.Primary),
    'addresses.private-ip-address': (one) =>
      one.PrivateIpAddresses?.map((address) => address.PrivateIpAddress),
    'association.allocation-id': (one) => one.Association?.AllocationId,
    'association.association-id': (one) => one.Association?.AssociationId,
    'association.ip-owner-id': (one) => one.Association?.IpOwnerId,
    'association.public-ip': (one) => one.Association?.PublicIp,
    'attachment.attachment-id': (one) => one.Attachment?.AttachmentId,
    'attachment.delete-on-termination': (one) => one.Attachment?.DeleteOnTermination,
    'attachment.device-index': (one) => one.Attachment?.DeviceIndex,
    'attachment.instance-id': (one) => one.Attachment?.InstanceId,
    'attachment.instance-owner-id': (one) => one.Attachment?.InstanceOwnerId,
    'attachment.status': (one) => one.Attachment?.Status,
    'availability-zone': (one) => one.AvailabilityZone,
    'availability-zone-id': (one) => one.AvailabilityZoneId,
    description: (one) => one.Description,
    'group-id': (one) => one.Groups?.map((group) => group.GroupId),
    'group-name': (one) => one.Groups?.map((group) => group.GroupName),
    'interface-type': (one) => one.InterfaceType,
    'mac-address': (one) => one.MacAddress,
    'network-interface-id': (one) => one.NetworkInterfaceId,
    'owner-id': (one) => one.OwnerId,
    'private-dns-name': (one) => one.PrivateDnsName,
    'private-ip-address': (one) => one.PrivateIpAddress,
    'requester-id': (one) => one.RequesterId,
    'requester-managed': (one) => one.RequesterManaged,
    'source-dest-check': (one) => one.SourceDestCheck,
    status: (one) => one.Status,
    'subnet-id': (one) => one.SubnetId,
    'vpc-id': (one) => one.VpcId,
  },
};

export const DescribeNetworkInterfaces: Ec2Operation<'DescribeNetworkInterfaces'> = async (
  context,
  input,
  { database },
) => {
  const interfaces = await loadInterfaces(database, context, input.NetworkInterfaceIds);
  const request = { ids: input.NetworkInterfaceIds, ...input };
  const { items, nextToken } = select(context, listing, request, interfaces);
  return { NetworkInterfaces: items, NextToken: nextToken };
};
