import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import { type Database, tables } from '../../database/database.ts';
import type { Scope } from '../model/resources.ts';
import type { NetworksTables } from '../tables.ts';
import { tagsOf } from './tags.ts';
import { lockVpc } from './vpcs.ts';

const rows = tables<NetworksTables>;

export interface LockedRouteTable {
  routeTableId: string;
  vpcId: string;
  /** The VPC's, to which its local route leads. */
  cidrBlock: string;
}

/** Takes the lock of the route table's VPC; undefined where the account has no such table in the Region. */
export async function lockRouteTable(
  transaction: Database,
  { accountId, region }: Scope,
  routeTableId: string,
): Promise<LockedRouteTable | undefined> {
  const find = () =>
    rows(transaction)
      .selectFrom('networks.route_table')
      .select('vpc_id')
      .where('route_table_id', '=', routeTableId)
      .where('account_id', '=', accountId)
      .where('region', '=', region)
      .executeTakeFirst();
  const found = await find();
  const vpc = found && (await lockVpc(transaction, found.vpc_id));
  // It may have been deleted while this waited for the lock.
  if (!vpc || !(await find())) return undefined;
  return { routeTableId, vpcId: vpc.vpcId, cidrBlock: vpc.cidrBlock };
}

/**
 * Route tables as EC2 describes them.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadRouteTables(
  database: Database,
  scope: Scope,
  ids: readonly string[] = [],
): Promise<RouteTable[]> {
  const found = await rows(database)
    .selectFrom('networks.route_table as t')
    .innerJoin('networks.vpc as v', 'v.vpc_id', 't.vpc_id')
    .select(['t.route_table_id', 't.vpc_id', 't.account_id', 'v.cidr_block'])
    .where('t.account_id', '=', scope.accountId)
    .where('t.region', '=', scope.region)
    .$if(ids.length > 0, (query) => query.where('t.route_table_id', 'in', ids))
    .execute();
  if (found.length === 0) return [];
  const foundIds = found.map((row) => row.route_table_id);
  const tags = await tagsOf(database, foundIds);
  const associations = Map.groupBy(await loadAssociations(database, foundIds), (row) => row.route_table_id);
  const routes = Map.groupBy(await loadRoutes(database, foundIds), (row) => row.routeTableId);
  return found.map((row) => ({
    RouteTableId: row.route_table_id,
    VpcId: row.vpc_id,
    OwnerId: row.account_id,
    PropagatingVgws: [],
    Associations: (associations.get(row.route_table_id) ?? []).map((association) => ({
      RouteTableAssociationId: association.association_id,
      RouteTableId: association.route_table_id,
      SubnetId: association.subnet_id ?? undefined,
      Main: association.subnet_id === null,
      AssociationState: { State: 'associated' },
    })),
    Routes: [
      {
        DestinationCidrBlock: row.cidr_block,
        GatewayId: 'local',
        Origin: 'CreateRouteTable',
        State: 'active',
      },
      ...(routes.get(row.route_table_id) ?? []).map(({ route }) => route),
    ],
    Tags: tags(row.route_table_id),
  }));
}

function loadAssociations(database: Database, routeTableIds: readonly string[]) {
  return rows(database)
    .selectFrom('networks.route_table_association')
    .select(['association_id', 'route_table_id', 'subnet_id'])
    .where('route_table_id', 'in', routeTableIds)
    .orderBy('association_id')
    .execute();
}

/** A route whose target is detached, going or gone leads nowhere: `blackhole`. */
async function loadRoutes(
  database: Database,
  routeTableIds: readonly string[],
): Promise<{ routeTableId: string; route: Route }[]> {
  const found = await rows(database)
    .selectFrom('networks.route as r')
    .innerJoin('networks.route_table as t', 't.route_table_id', 'r.route_table_id')
    .leftJoin('networks.internet_gateway as g', (join) =>
      join.onRef('g.internet_gateway_id', '=', 'r.internet_gateway_id').onRef('g.vpc_id', '=', 't.vpc_id'),
    )
    .leftJoin('networks.nat_gateway as n', (join) =>
      join.onRef('n.nat_gateway_id', '=', 'r.nat_gateway_id').on('n.state', 'in', ['pending', 'available']),
    )
    .select(['r.route_table_id', 'r.destination', 'r.internet_gateway_id', 'r.nat_gateway_id'])
    .select(['g.internet_gateway_id as live_internet_gateway', 'n.nat_gateway_id as live_nat_gateway'])
    .where('r.route_table_id', 'in', routeTableIds)
    .orderBy('r.destination')
    .execute();
  return found.map((row) => ({
    routeTableId: row.route_table_id,
    route: {
      DestinationCidrBlock: row.destination,
      ...(row.internet_gateway_id !== null && { GatewayId: row.internet_gateway_id }),
      ...(row.nat_gateway_id !== null && { NatGatewayId: row.nat_gateway_id }),
      Origin: 'CreateRoute',
      State: (row.live_internet_gateway ?? row.live_nat_gateway) ? 'active' : 'blackhole',
    },
  }));
}
