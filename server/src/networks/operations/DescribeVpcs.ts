import type { Vpc } from '@aws-sdk/client-ec2';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadVpcs } from '../store/vpcs.ts';
import type { Ec2Operation } from './deps.ts';

const listing: Listing<Vpc> = {
  kind: kinds.vpc,
  id: (vpc) => vpc.VpcId,
  filters: {
    cidr: (vpc) => vpc.CidrBlock,
    'cidr-block': (vpc) => vpc.CidrBlock,
    'cidr-block-association.association-id': (vpc) =>
      vpc.CidrBlockAssociationSet?.map((set) => set.AssociationId),
    'cidr-block-association.cidr-block': (vpc) => vpc.CidrBlockAssociationSet?.map((set) => set.CidrBlock),
    'cidr-block-association.state': (vpc) =>
      vpc.CidrBlockAssociationSet?.map((set) => set.CidrBlockState?.State),
    'dhcp-options-id': (vpc) => vpc.DhcpOptionsId,
    'is-default': (vpc) => vpc.IsDefault,
    isDefault: (vpc) => vpc.IsDefault,
    'owner-id': (vpc) => vpc.OwnerId,
    state: (vpc) => vpc.State,
    'vpc-id': (vpc) => vpc.VpcId,
  },
};

export const DescribeVpcs: Ec2Operation<'DescribeVpcs'> = async (context, input, { database }) => {
  const vpcs = await loadVpcs(database, context, input.VpcIds);
  const { items, nextToken } = select(context, listing, { ids: input.VpcIds, ...input }, vpcs);
  return { Vpcs: items, NextToken: nextToken };
};
