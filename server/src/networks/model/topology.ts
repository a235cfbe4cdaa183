/**
 * What a VPC's rows say about how packets go, and what the fabric is to make of it.
 * The results have the shape of the fabric's own types; this room's rules do not need to know the fabric.
 */

export interface Topology {
  vpcId: string;
  cidrBlock: string;
  subnets: readonly { subnetId: string; cidrBlock: string }[];
  mainRouteTableId: string;
  /** Route tables of the subnets that have one of their own. */
  routeTableIds: ReadonlyMap<string, string>;
  routes: readonly TopologyRoute[];
  attachedInternetGatewayId: string | undefined;
  /** Those that carry packets, or will once the fabric has applied this. */
  natGateways: readonly { natGatewayId: string; subnetId: string }[];
}

export interface TopologyRoute {
  routeTableId: string;
  destination: string;
  internetGatewayId: string | undefined;
  natGatewayId: string | undefined;
}

export interface WantedNetwork {
  vpcId: string;
  cidrBlock: string;
  subnets: { subnetId: string; cidrBlock: string; internet: boolean }[];
}

const DEFAULT_DESTINATION = '0.0.0.0/0';

/** The VPC as the fabric is to realise it. */
export function wantedNetwork(topology: Topology): WantedNetwork {
  return {
    vpcId: topology.vpcId,
    cidrBlock: topology.cidrBlock,
    subnets: topology.subnets.map((subnet) => ({ ...subnet, internet: leadsOut(topology, subnet.subnetId) })),
  };
}

/**
 * Whether the subnet's default route leads to the internet: through the VPC's own internet gateway, or through a NAT
 * gateway whose subnet has such a route itself.
 */
function leadsOut(topology: Topology, subnetId: string): boolean {
  const route = defaultRoute(topology, subnetId);
  if (route === undefined) return false;
  if (leadsToInternetGateway(topology, route)) return true;
  const nat = topology.natGateways.find((gateway) => gateway.natGatewayId === route.natGatewayId);
  const onward = nat && defaultRoute(topology, nat.subnetId);
  return onward !== undefined && leadsToInternetGateway(topology, onward);
}

function defaultRoute(topology: Topology, subnetId: string): TopologyRoute | undefined {
  const routeTableId = topology.routeTableIds.get(subnetId) ?? topology.mainRouteTableId;
  return topology.routes.find(
    (route) => route.routeTableId === routeTableId && route.destination === DEFAULT_DESTINATION,
  );
}

function leadsToInternetGateway(topology: Topology, route: TopologyRoute): boolean {
  return (
    route.internetGatewayId !== undefined && route.internetGatewayId === topology.attachedInternetGatewayId
  );
}
