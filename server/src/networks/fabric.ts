import { type Database, tables } from '../database/database.ts';
import { type Topology, type WantedNetwork, wantedNetwork } from './model/topology.ts';
import type { NetworksTables } from './tables.ts';

const rows = tables<NetworksTables>;

/** An instance's interface as the fabric is to connect it, whenever the instance runs. */
export interface WantedAttachment {
  vpcId: string;
  subnetId: string;
  address: string;
  hostName: string;
}

/** The VPC as the fabric is to realise it now; undefined where it has been deleted. */
export async function fabricNetwork(database: Database, vpcId: string): Promise<WantedNetwork | undefined> {
  const [topology] = await topologies(database, [vpcId]);
  return topology && wantedNetwork(topology);
}

/** Everything that the fabric is to realise, for reconciliation. */
export async function desiredFabric(
  database: Database,
): Promise<{ networks: WantedNetwork[]; attachments: WantedAttachment[] }> {
  const networks = (await topologies(database)).map(wantedNetwork);
  return { networks, attachments: await attachments(database) };
}

async function attachments(database: Database): Promise<WantedAttachment[]> {
  const found = await rows(database)
    .selectFrom('networks.network_interface')
    .select(['vpc_id', 'subnet_id', 'address', 'host_name'])
    .where('host_name', 'is not', null)
    .$narrowType<{ host_name: string }>()
    .execute();
  return found.map((row) => ({
    vpcId: row.vpc_id,
    subnetId: row.subnet_id,
    address: row.address,
    hostName: row.host_name,
  }));
}

/** @param vpcIds all VPCs where left out */
async function topologies(database: Database, vpcIds?: readonly string[]): Promise<Topology[]> {
  const vpcs = await rows(database)
    .selectFrom('networks.vpc')
    .select(['vpc_id', 'cidr_block'])
    .$if(vpcIds !== undefined, (query) => query.where('vpc_id', 'in', vpcIds ?? []))
    .execute();
  if (vpcs.length === 0) return [];
  const parts = await topologyParts(
    database,
    vpcs.map((vpc) => vpc.vpc_id),
  );

  return vpcs.map(({ vpc_id, cidr_block }) => {
    const within = <T extends { vpc_id: string | null }>(all: T[]) =>
      all.filter((row) => row.vpc_id === vpc_id);
    const associations = within(parts.associations);
    return {
      vpcId: vpc_id,
      cidrBlock: cidr_block,
      subnets: within(parts.subnets).map((row) => ({ subnetId: row.subnet_id, cidrBlock: row.cidr_block })),
      mainRouteTableId: associations.find((row) => row.subnet_id === null)?.route_table_id ?? '',
      routeTableIds: new Map(
        associations.flatMap((row) => (row.subnet_id === null ? [] : [[row.subnet_id, row.route_table_id]])),
      ),
      routes: within(parts.routes).map((row) => ({
        routeTableId: row.route_table_id,
        destination: row.destination,
        internetGatewayId: row.internet_gateway_id ?? undefined,
        natGatewayId: row.nat_gateway_id ?? undefined,
      })),
      attachedInternetGatewayId: within(parts.internetGateways)[0]?.internet_gateway_id,
      natGateways: within(parts.natGateways).map((row) => ({
        natGatewayId: row.nat_gateway_id,
        subnetId: row.subnet_id,
      })),
    };
  });
}

/** One after another: all may be asked of one connection, that of a transaction. */
async function topologyParts(database: Database, vpcIds: readonly string[]) {
  const subnets = await rows(database)
    .selectFrom('networks.subnet')
    .select(['vpc_id', 'subnet_id', 'cidr_block'])
    .where('vpc_id', 'in', vpcIds)
    .orderBy('subnet_id')
    .execute();
  const associations = await rows(database)
    .selectFrom('networks.route_table_association')
    .select(['vpc_id', 'subnet_id', 'route_table_id'])
    .where('vpc_id', 'in', vpcIds)
    .execute();
  const routes = await rows(database)
    .selectFrom('networks.route as r')
    .innerJoin('networks.route_table as t', 't.route_table_id', 'r.route_table_id')
    .select(['t.vpc_id', 'r.route_table_id', 'r.destination', 'r.internet_gateway_id', 'r.nat_gateway_id'])
    .where('t.vpc_id', 'in', vpcIds)
    .execute();
  const internetGateways = await rows(database)
    .selectFrom('networks.internet_gateway')
    .select(['vpc_id', 'internet_gateway_id'])
    .where('vpc_id', 'in', vpcIds)
    .execute();
  // A pending one counts: it becomes available when the fabric has applied it.
  const natGateways = await rows(database)
    .selectFrom('networks.nat_gateway')
    .select(['vpc_id', 'nat_gateway_id', 'subnet_id'])
    .where('vpc_id', 'in', vpcIds)
    .where('state', 'in', ['pending', 'available'])
    .execute();
  return { subnets, associations, routes, internetGateways, natGateways };
}
