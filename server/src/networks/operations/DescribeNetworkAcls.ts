import type { NetworkAcl } from '@aws-sdk/client-ec2';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadNetworkAcls } from '../store/protection.ts';
import type { Ec2Operation } from './deps.ts';

const listing: Listing<NetworkAcl> = {
  kind: kinds.networkAcl,
  id: (acl) => acl.NetworkAclId,
  filters: {
    'association.association-id': (acl) => acl.Associations?.map((one) => one.NetworkAclAssociationId),
    'association.network-acl-id': (acl) => acl.Associations?.map((one) => one.NetworkAclId),
    'association.subnet-id': (acl) => acl.Associations?.map((one) => one.SubnetId),
    default: (acl) => acl.IsDefault,
    'entry.cidr': (acl) => acl.Entries?.map((entry) => entry.CidrBlock),
    'entry.egress': (acl) => acl.Entries?.map((entry) => entry.Egress),
    'entry.protocol': (acl) => acl.Entries?.map((entry) => entry.Protocol),
    'entry.rule-action': (acl) => acl.Entries?.map((entry) => entry.RuleAction),
    'entry.rule-number': (acl) => acl.Entries?.map((entry) => entry.RuleNumber),
    'network-acl-id': (acl) => acl.NetworkAclId,
    'owner-id': (acl) => acl.OwnerId,
    'vpc-id': (acl) => acl.VpcId,
  },
};

export const DescribeNetworkAcls: Ec2Operation<'DescribeNetworkAcls'> = async (
  context,
  input,
  { database },
) => {
  const acls = await loadNetworkAcls(database, context, input.NetworkAclIds);
  const { items, nextToken } = select(context, listing, { ids: input.NetworkAclIds, ...input }, acls);
  return { NetworkAcls: items, NextToken: nextToken };
};
