import { Cidr } from '../../base/cidr.ts';
import { type Database, inTransaction, tables } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { invalidValue, refuseUnsupported, required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { readCidrBlock } from '../model/vpcs.ts';
import { applyNetwork } from '../model/workflows.ts';
import { internetGatewayOf, lockInternetGateway } from '../store/internetGateways.ts';
import { type LockedRouteTable, lockRouteTable } from '../store/routeTables.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Adds a route to an internet gateway or a NAT gateway of the table's VPC. */
export const CreateRoute: Ec2Operation<'CreateRoute'> = async (context, input, { database, queue }) => {
  const { RouteTableId, DestinationCidrBlock, GatewayId, NatGatewayId, DryRun: _, ...others } = input;
  refuseUnsupported(others);
  const routeTableId = required(RouteTableId, 'RouteTableId');
  checkId(kinds.routeTable, routeTableId);
  const destination = readCidrBlock(
    required(DestinationCidrBlock, 'DestinationCidrBlock'),
    'destinationCidrBlock',
  );
  if ((GatewayId === undefined) === (NatGatewayId === undefined)) {
    throw new ApiError(
      'InvalidParameterCombination',
      'The request must contain exactly one of: [gatewayId, natGatewayId]',
    );
  }

  await inTransaction(database, async (transaction) => {
    const table = await lockRouteTable(transaction, context, routeTableId);
    if (!table) throw notFound(kinds.routeTable, routeTableId);
    checkDestination(table, destination);
    if (GatewayId !== undefined) await checkInternetGateway(transaction, context, table, GatewayId);
    if (NatGatewayId !== undefined) await checkNatGateway(transaction, context, table, NatGatewayId);
    await insertRoute(transaction, routeTableId, destination, GatewayId, NatGatewayId);
    await queue.enqueue(transaction, applyNetwork, table.vpcId, { vpcId: table.vpcId });
  });
  return { Return: true };
};

/** Inside the VPC, the local route alone decides. */
function checkDestination(table: LockedRouteTable, destination: Cidr): void {
  if (`${destination}` === table.cidrBlock) throw routeExists(destination);
  if (Cidr.of(table.cidrBlock).contains(destination)) {
    throw invalidValue(
      `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks.`,
    );
  }
}

async function checkInternetGateway(
  transaction: Database,
  context: RequestContext,
  table: LockedRouteTable,
  gatewayId: string,
): Promise<void> {
  if (!gatewayId.startsWith(`${kinds.internetGateway.prefix}-`)) {
    throw new ApiError('InvalidGatewayID.NotFound', `The gateway ID '${gatewayId}' does not exist`);
  }
  checkId(kinds.internetGateway, gatewayId);
  if (!(await lockInternetGateway(transaction, context, gatewayId))) {
    throw notFound(kinds.internetGateway, gatewayId);
  }
  if ((await internetGatewayOf(transaction, table.vpcId)) !== gatewayId) {
    throw invalidValue(
      `route table ${table.routeTableId} and network gateway ${gatewayId} belong to different networks`,
    );
  }
}

async function checkNatGateway(
  transaction: Database,
  context: RequestContext,
  table: LockedRouteTable,
  natGatewayId: string,
): Promise<void> {
  checkId(kinds.natGateway, natGatewayId);
  const gateway = await tables<NetworksTables>(transaction)
    .selectFrom('networks.nat_gateway')
    .select('vpc_id')
    .where('nat_gateway_id', '=', natGatewayId)
    .where('account_id', '=', context.accountId)
    .where('region', '=', context.region)
    .where('state', 'in', ['pending', 'available'])
    .executeTakeFirst();
  if (!gateway) {
    // Routes have an error of their own for this, unlike NAT gateways' own operations.
    throw new ApiError('InvalidNatGatewayID.NotFound', `The natGateway ID '${natGatewayId}' does not exist`);
  }
  if (gateway.vpc_id !== table.vpcId) {
    throw invalidValue(
      `route table ${table.routeTableId} and NAT gateway ${natGatewayId} belong to different networks`,
    );
  }
}

async function insertRoute(
  transaction: Database,
  routeTableId: string,
  destination: Cidr,
  internetGatewayId: string | undefined,
  natGatewayId: string | undefined,
): Promise<void> {
  const inserted = await tables<NetworksTables>(transaction)
    .insertInto('networks.route')
    .values({
      route_table_id: routeTableId,
      destination: `${destination}`,
      internet_gateway_id: internetGatewayId ?? null,
      nat_gateway_id: natGatewayId ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('destination')
    .executeTakeFirst();
  if (!inserted) throw routeExists(destination);
}

function routeExists(destination: Cidr): ApiError {
  return new ApiError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
}
