import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/operation.ts';
import type { FilterField } from '../model/filters.ts';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadSecurityGroups } from '../store/protection.ts';
import type { Ec2Operation } from './deps.ts';

type Permissions = (group: SecurityGroup) => IpPermission[] | undefined;

const listing: Listing<SecurityGroup> = {
  kind: kinds.securityGroup,
  id: (group) => group.GroupId,
  filters: {
    description: (group) => group.Description,
    'group-id': (group) => group.GroupId,
    'group-name': (group) => group.GroupName,
    'owner-id': (group) => group.OwnerId,
    'vpc-id': (group) => group.VpcId,
    ...permissionFilters('ip-permission', (group) => group.IpPermissions),
    ...permissionFilters('egress.ip-permission', (group) => group.IpPermissionsEgress),
  },
};

function permissionFilters(
  prefix: string,
  permissions: Permissions,
): Record<string, FilterField<SecurityGroup>> {
  const ofPairs = (group: SecurityGroup) => permissions(group)?.flatMap((one) => one.UserIdGroupPairs ?? []);
  return {
    [`${prefix}.cidr`]: (group) =>
      permissions(group)?.flatMap((one) => one.IpRanges?.map((range) => range.CidrIp)),
    [`${prefix}.ipv6-cidr`]: (group) =>
      permissions(group)?.flatMap((one) => one.Ipv6Ranges?.map((range) => range.CidrIpv6)),
    [`${prefix}.from-port`]: (group) => permissions(group)?.map((one) => one.FromPort),
    [`${prefix}.to-port`]: (group) => permissions(group)?.map((one) => one.ToPort),
    [`${prefix}.protocol`]: (group) => permissions(group)?.map((one) => one.IpProtocol),
    [`${prefix}.group-id`]: (group) => ofPairs(group)?.map((pair) => pair.GroupId),
    [`${prefix}.group-name`]: (group) => ofPairs(group)?.map((pair) => pair.GroupName),
    [`${prefix}.user-id`]: (group) => ofPairs(group)?.map((pair) => pair.UserId),
  };
}

export const DescribeSecurityGroups: Ec2Operation<'DescribeSecurityGroups'> = async (
  context,
  input,
  { database },
) => {
  const [name] = input.GroupNames ?? [];
  if (name !== undefined) {
    // Names stand for groups of the default VPC alone, and no account here has one.
    throw new ApiError(
      'InvalidGroup.NotFound',
      `The security group '${name}' does not exist in default VPC 'none'`,
    );
  }
  const groups = await loadSecurityGroups(database, context, input.GroupIds);
  const { items, nextToken } = select(context, listing, { ids: input.GroupIds, ...input }, groups);
  return { SecurityGroups: items, NextToken: nextToken };
};
