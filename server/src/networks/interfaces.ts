import { sql } from 'kysely';
import { Cidr } from '../base/cidr.ts';
import { type Database, tables } from '../database/database.ts';
import {
  InsufficientFreeAddressesError,
  type InterfaceRequest,
  type ManagementAddress,
  type NetworkInterface,
  SubnetNotFoundError,
} from './model/resources.ts';
import { subnetAddresses } from './model/subnets.ts';
import { lowestFreeAddress, managementMac, newHostName } from './store/addressing.ts';
import { insertInterface } from './store/interfaces.ts';
import { lockSubnet } from './store/subnets.ts';
import type { NetworksTables } from './tables.ts';

const rows = tables<NetworksTables>;

/**
 * Gives the owner an interface with the lowest free address of the subnet, or the one that it has already, in
 * whatever subnet that is. Holds the VPC's lock until the transaction ends: keep that short.
 * @throws SubnetNotFoundError
 * @throws InsufficientFreeAddressesError
 */
export async function allocateInterface(
  transaction: Database,
  request: InterfaceRequest,
): Promise<NetworkInterface> {
  const subnet = await lockSubnet(transaction, request, request.subnetId);
  const existing = await findInterface(transaction, request.ownerId);
  if (existing) return existing;
  if (!subnet) throw new SubnetNotFoundError(`The subnet ID '${request.subnetId}' does not exist`);

  await insertInterface(transaction, {
    ...subnet,
    ownerId: request.ownerId,
    description: request.description,
    kind: 'interface',
  });
  const made = await findInterface(transaction, request.ownerId);
  if (!made) throw new Error(`The interface of ${request.ownerId} is gone before its transaction ended.`);
  return made;
}

/**
 * Gives the owner a new interface in place of the one that it has, if any, with another address than that.
 * Holds the VPC's lock until the transaction ends.
 * @throws SubnetNotFoundError
 * @throws InsufficientFreeAddressesError the owner has what it had
 */
export async function renewInterface(
  transaction: Database,
  request: InterfaceRequest,
): Promise<NetworkInterface> {
  // The old one keeps its address until the new one has its own.
  const successor = `${request.ownerId}/successor`;
  await allocateInterface(transaction, { ...request, ownerId: successor });
  await releaseInterface(transaction, request.ownerId);
  await rows(transaction)
    .updateTable('networks.network_interface')
    .set({ owner_id: request.ownerId })
    .where('owner_id', '=', successor)
    .execute();
  const made = await findInterface(transaction, request.ownerId);
  if (!made) throw new Error(`The interface of ${request.ownerId} is gone before its transaction ended.`);
  return made;
}

/** The owner's interface, if it has one. */
export async function findInterface(
  database: Database,
  ownerId: string,
): Promise<NetworkInterface | undefined> {
  const row = await rows(database)
    .selectFrom('networks.network_interface as i')
    .innerJoin('networks.subnet as s', 's.subnet_id', 'i.subnet_id')
    .select([
      'interface_id',
      'i.vpc_id',
      'i.subnet_id',
      'address',
      'mac',
      'host_name',
      'description',
      'cidr_block',
    ])
    .where('owner_id', '=', ownerId)
    .where('interface_type', '=', 'interface')
    .executeTakeFirst();
  if (!row || row.host_name === null) return undefined;
  return {
    interfaceId: row.interface_id,
    vpcId: row.vpc_id,
    subnetId: row.subnet_id,
    address: row.address,
    prefixLength: Cidr.of(row.cidr_block).prefixLength,
    gateway: subnetAddresses(row.cidr_block).router,
    mac: row.mac,
    hostName: row.host_name,
    description: row.description,
  };
}

/** Who has an address, in a VPC or on the management network, of the owners whose ids begin with `prefix`. */
export async function addressOwners(database: Database, prefix: string): Promise<string[]> {
  const owners = new Set<string>();
  for (const table of ['networks.network_interface', 'networks.management_address'] as const) {
    const found = await rows(database)
      .selectFrom(table)
      .select('owner_id')
      .where(sql<boolean>`starts_with(owner_id, ${prefix})`)
      .execute();
    for (const { owner_id } of found) owners.add(owner_id);
  }
  return [...owners].sort();
}

/** Gives the owner's interface and its address back; none there counts as done. */
export async function releaseInterface(transaction: Database, ownerId: string): Promise<void> {
  await rows(transaction).deleteFrom('networks.network_interface').where('owner_id', '=', ownerId).execute();
}

/**
 * Gives the owner the lowest free address of the management network, or the one that it has already.
 * The network's first address is the host's own.
 * @throws InsufficientFreeAddressesError
 */
export async function allocateManagementAddress(
  transaction: Database,
  { ownerId, cidrBlock }: { ownerId: string; cidrBlock: string },
): Promise<ManagementAddress> {
  // Readers go on; a second allocation waits for the end of this transaction.
  await sql`lock table networks.management_address in share row exclusive mode`.execute(transaction);
  const existing = await findManagementAddress(transaction, ownerId);
  if (existing) return existing;

  const block = Cidr.of(cidrBlock);
  const taken = rows(transaction).selectFrom('networks.management_address').select('address');
  const address = await lowestFreeAddress(transaction, taken, { first: block.at(2), last: block.at(-2) });
  if (address === undefined) {
    throw new InsufficientFreeAddressesError(`The management network ${cidrBlock} has no free address.`);
  }
  const made = { address, mac: managementMac(address), hostName: newHostName() };
  await rows(transaction)
    .insertInto('networks.management_address')
    .values({
      owner_id: ownerId,
      cidr_block: `${block.canonical}`,
      address,
      mac: made.mac,
      host_name: made.hostName,
    })
    .execute();
  return { ...made, prefixLength: block.prefixLength };
}

/** The owner's management address, if it has one. */
export async function findManagementAddress(
  database: Database,
  ownerId: string,
): Promise<ManagementAddress | undefined> {
  const row = await rows(database)
    .selectFrom('networks.management_address')
    .select(['cidr_block', 'address', 'mac', 'host_name'])
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    address: row.address,
    prefixLength: Cidr.of(row.cidr_block).prefixLength,
    mac: row.mac,
    hostName: row.host_name,
  };
}

/** Gives the owner's management address back; none there counts as done. */
export async function releaseManagementAddress(transaction: Database, ownerId: string): Promise<void> {
  await rows(transaction).deleteFrom('networks.management_address').where('owner_id', '=', ownerId).execute();
}
