import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import type { FilterField } from '../model/filters.ts';
import { kinds } from '../model/kinds.ts';
import { type Listing, select } from '../model/selection.ts';
import { loadRouteTables } from '../store/routeTables.ts';
import type { Ec2Operation } from './deps.ts';

const ofRoutes =
  (value: (route: Route) => string | undefined): FilterField<RouteTable> =>
  (table) =>
    table.Routes?.map(value);

const listing: Listing<RouteTable> = {
  kind: kinds.routeTable,
  id: (table) => table.RouteTableId,
  filters: {
    'association.gateway-id': (table) => table.Associations?.map((association) => association.GatewayId),
    'association.main': (table) => table.Associations?.map((association) => association.Main),
    'association.route-table-association-id': (table) =>
      table.Associations?.map((association) => association.RouteTableAssociationId),
    'association.route-table-id': (table) =>
      table.Associations?.map((association) => association.RouteTableId),
    'association.subnet-id': (table) => table.Associations?.map((association) => association.SubnetId),
    'owner-id': (table) => table.OwnerId,
    'route-table-id': (table) => table.RouteTableId,
    'route.destination-cidr-block': ofRoutes((route) => route.DestinationCidrBlock),
    'route.destination-ipv6-cidr-block': ofRoutes((route) => route.DestinationIpv6CidrBlock),
    'route.destination-prefix-list-id': ofRoutes((route) => route.DestinationPrefixListId),
    'route.egress-only-internet-gateway-id': ofRoutes((route) => route.EgressOnlyInternetGatewayId),
    'route.gateway-id': ofRoutes((route) => route.GatewayId),
    'route.instance-id': ofRoutes((route) => route.InstanceId),
    'route.nat-gateway-id': ofRoutes((route) => route.NatGatewayId),
    'route.origin': ofRoutes((route) => route.Origin),
    'route.state': ofRoutes((route) => route.State),
    'route.transit-gateway-id': ofRoutes((route) => route.TransitGatewayId),
    'route.vpc-peering-connection-id': ofRoutes((route) => route.VpcPeeringConnectionId),
    'vpc-id': (table) => table.VpcId,
  },
};

export const DescribeRouteTables: Ec2Operation<'DescribeRouteTables'> = async (
  context,
  input,
  { database },
) => {
  const routeTables = await loadRouteTables(database, context, input.RouteTableIds);
  const { items, nextToken } = select(context, listing, { ids: input.RouteTableIds, ...input }, routeTables);
  return { RouteTables: items, NextToken: nextToken };
};
