import type { InternetGateway } from '@aws-sdk/client-ec2';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadInternetGateways } from '../store/internetGateways.ts';
import type { Ec2Operation } from './deps.ts';

const listing: Listing<InternetGateway> = {
  kind: kinds.internetGateway,
  id: (gateway) => gateway.InternetGatewayId,
  filters: {
    'attachment.state': (gateway) => gateway.Attachments?.map((attachment) => attachment.State),
    'attachment.vpc-id': (gateway) => gateway.Attachments?.map((attachment) => attachment.VpcId),
    'internet-gateway-id': (gateway) => gateway.InternetGatewayId,
    'owner-id': (gateway) => gateway.OwnerId,
  },
};

export const DescribeInternetGateways: Ec2Operation<'DescribeInternetGateways'> = async (
  context,
  input,
  { database },
) => {
  const gateways = await loadInternetGateways(database, context, input.InternetGatewayIds);
  const request = { ids: input.InternetGatewayIds, ...input };
  const { items, nextToken } = select(context, listing, request, gateways);
  return { InternetGateways: items, NextToken: nextToken };
};
