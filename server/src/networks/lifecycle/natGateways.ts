import type { Selectable } from 'kysely';
import { newId } from '../../base/ids.ts';
import { type Database, tables } from '../../database/database.ts';
import { InsufficientFreeAddressesError, interfaceDescriptions, type Subnet } from '../model/resources.ts';
import { forgetNatGateway } from '../model/workflows.ts';
import { lockElasticAddress } from '../store/elasticAddresses.ts';
import { insertInterface } from '../store/interfaces.ts';
import { internetGatewayOf } from '../store/internetGateways.ts';
import { findSubnets } from '../store/subnets.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { NatGatewayTable, NetworksTables } from '../tables.ts';
import type { LifecycleDeps } from './index.ts';
import type { Pending } from './settle.ts';

const rows = tables<NetworksTables>;

type Deps = Pick<LifecycleDeps, 'queue' | 'clock'>;
type Row = Selectable<NatGatewayTable>;

/** Why a NAT gateway could not be made: codes and texts as EC2's API reference lists them for NatGateway. */
class NatGatewayFailure extends Error {
  override name = 'NatGatewayFailure';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Gives every NAT gateway that is to be made in the VPC its interface and its elastic address, or fails it. */
export async function startNatGateways(transaction: Database, deps: Deps, vpcId: string): Promise<void> {
  if (!(await lockVpc(transaction, vpcId))) return;
  const pending = await rows(transaction)
    .selectFrom('networks.nat_gateway')
    .selectAll()
    .where('vpc_id', '=', vpcId)
    .where('state', '=', 'pending')
    .where('interface_id', 'is', null)
    .orderBy('created_at')
    .orderBy('nat_gateway_id')
    .execute();
  for (const gateway of pending) {
    try {
      await start(transaction, gateway);
    } catch (error) {
      if (!(error instanceof NatGatewayFailure)) throw error;
      await fail(transaction, deps, gateway, error);
    }
  }
}

async function start(transaction: Database, gateway: Row): Promise<void> {
  if (!(await internetGatewayOf(transaction, gateway.vpc_id))) {
    throw new NatGatewayFailure(
      'Gateway.NotAttached',
      `Network ${gateway.vpc_id} has no Internet gateway attached`,
    );
  }
  const scope = { accountId: gateway.account_id, region: gateway.region };
  const elastic = await lockElasticAddress(transaction, scope, gateway.allocation_id);
  if (!elastic) {
    throw new NatGatewayFailure(
      'InvalidAllocationID.NotFound',
      `Elastic IP address ${gateway.allocation_id} could not be associated with this NAT gateway`,
    );
  }
  if (elastic.associationId !== null) {
    throw new NatGatewayFailure(
      'Resource.AlreadyAssociated',
      `Elastic IP address ${gateway.allocation_id} is already associated`,
    );
  }
  const made = await makeInterface(transaction, gateway);
  const associationId = newId('eipassoc');
  await rows(transaction)
    .updateTable('networks.elastic_address')
    .set({ association_id: associationId, interface_id: made.interfaceId })
    .where('allocation_id', '=', gateway.allocation_id)
    .execute();
  await rows(transaction)
    .updateTable('networks.nat_gateway')
    .set({
      interface_id: made.interfaceId,
      private_address: made.address,
      public_address: elastic.address,
      association_id: associationId,
    })
    .where('nat_gateway_id', '=', gateway.nat_gateway_id)
    .execute();
}

async function makeInterface(transaction: Database, gateway: Row) {
  const scope = { accountId: gateway.account_id, region: gateway.region };
  const [subnet] = await findSubnets(transaction, scope, [gateway.subnet_id]);
  if (!subnet) {
    throw new NatGatewayFailure(
      'InvalidSubnetID.NotFound',
      `The specified subnet ${gateway.subnet_id} does not exist or could not be found.`,
    );
  }
  await checkRequestedAddress(transaction, gateway, subnet);
  try {
    return await insertInterface(transaction, {
      ...subnet,
      ownerId: gateway.nat_gateway_id,
      description: interfaceDescriptions.natGateway(gateway.nat_gateway_id),
      kind: 'nat_gateway',
      address: gateway.requested_address ?? undefined,
    });
  } catch (error) {
    if (!(error instanceof InsufficientFreeAddressesError)) throw error;
    throw new NatGatewayFailure(
      'InsufficientFreeAddressesInSubnet',
      'Subnet has insufficient free addresses to create this NAT gateway',
    );
  }
}

async function checkRequestedAddress(transaction: Database, gateway: Row, subnet: Subnet): Promise<void> {
  if (gateway.requested_address === null) return;
  const holder = await rows(transaction)
    .selectFrom('networks.network_interface')
    .select('interface_id')
    .where('vpc_id', '=', subnet.vpcId)
    .where('address', '=', gateway.requested_address)
    .executeTakeFirst();
  if (holder) {
    throw new NatGatewayFailure('InvalidParameterValue', `Address ${gateway.requested_address} is in use.`);
  }
}

/** What the fabric has applied: gateways that are new are available, those that were to end are gone. */
export async function settleNatGateways(
  transaction: Database,
  deps: Deps,
  { newNatGateways, endingNatGateways }: Pending,
): Promise<void> {
  if (newNatGateways.length > 0) {
    await rows(transaction)
      .updateTable('networks.nat_gateway')
      .set({ state: 'available' })
      .where('nat_gateway_id', 'in', newNatGateways)
      .where('state', '=', 'pending')
      .execute();
  }
  for (const id of endingNatGateways) {
    const gateway = await rows(transaction)
      .selectFrom('networks.nat_gateway')
      .selectAll()
      .where('nat_gateway_id', '=', id)
      .where('state', '=', 'deleting')
      .executeTakeFirst();
    if (gateway) await end(transaction, deps, gateway, { state: 'deleted' });
  }
}

/** The fabric could not be made what it should be: gateways that waited for it have failed. */
export async function failNatGateways(transaction: Database, deps: Deps, vpcId: string): Promise<void> {
  if (!(await lockVpc(transaction, vpcId))) return;
  const pending = await rows(transaction)
    .selectFrom('networks.nat_gateway')
    .selectAll()
    .where('vpc_id', '=', vpcId)
    .where('state', '=', 'pending')
    .execute();
  for (const gateway of pending) {
    const cause =
      gateway.interface_id === null
        ? 'The NAT gateway could not be made'
        : `Network interface ${gateway.interface_id}, created and used internally by this NAT gateway is in an invalid state`;
    const message = `${cause}. Please try again.`;
    await fail(transaction, deps, gateway, new NatGatewayFailure('InternalError', message));
  }
}

function fail(transaction: Database, deps: Deps, gateway: Row, failure: NatGatewayFailure): Promise<void> {
  return end(transaction, deps, gateway, {
    state: 'failed',
    failure_code: failure.code,
    failure_message: failure.message,
  });
}

/** Takes its address and interface from a gateway, leaves it to be seen for a while, and has it forgotten then. */
async function end(
  transaction: Database,
  { queue, clock }: Deps,
  gateway: Row,
  outcome: { state: 'deleted' | 'failed'; failure_code?: string; failure_message?: string },
): Promise<void> {
  const natGatewayId = gateway.nat_gateway_id;
  if (gateway.interface_id !== null) {
    await rows(transaction)
      .updateTable('networks.elastic_address')
      .set({ association_id: null, interface_id: null })
      .where('interface_id', '=', gateway.interface_id)
      .execute();
    await rows(transaction)
      .deleteFrom('networks.network_interface')
      .where('interface_id', '=', gateway.interface_id)
      .execute();
  }
  const endedAt = clock.now();
  await rows(transaction)
    .updateTable('networks.nat_gateway')
    .set({ ...outcome, ended_at: endedAt })
    .where('nat_gateway_id', '=', natGatewayId)
    .execute();
  const input = { natGatewayId, endedAt: endedAt.toISOString() };
  await queue.enqueue(transaction, forgetNatGateway, natGatewayId, input);
}
