import type { NatGateway } from '@aws-sdk/client-ec2';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadNatGateways } from '../store/natGateways.ts';
import type { Ec2Operation } from './deps.ts';

const listing: Listing<NatGateway> = {
  kind: kinds.natGateway,
  id: (gateway) => gateway.NatGatewayId,
  filters: {
    'nat-gateway-id': (gateway) => gateway.NatGatewayId,
    state: (gateway) => gateway.State,
    'subnet-id': (gateway) => gateway.SubnetId,
    'vpc-id': (gateway) => gateway.VpcId,
  },
};

export const DescribeNatGateways: Ec2Operation<'DescribeNatGateways'> = async (
  context,
  input,
  { database },
) => {
  const ids = input.NatGatewayIds;
  const gateways = await loadNatGateways(database, context, context.clock.now(), ids);
  // Alone among its kind, this operation calls the member `Filter`.
  const { items, nextToken } = select(context, listing, { ...input, ids, Filters: input.Filter }, gateways);
  return { NatGateways: items, NextToken: nextToken };
};
