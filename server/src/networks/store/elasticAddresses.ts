import type { Address } from '@aws-sdk/client-ec2';
import { sql } from 'kysely';
import { Cidr } from '../../base/cidr.ts';
import { type Database, tables } from '../../database/database.ts';
import type { Scope } from '../model/resources.ts';
import type { NetworksTables } from '../tables.ts';
import { lowestFreeAddress } from './addressing.ts';
import { tagsOf } from './tags.ts';

const rows = tables<NetworksTables>;

/**
 * The lowest free address of the operator's pool; undefined where there is none. Nobody else gets one before the
 * transaction ends. The pool's first address is left to the host's side of it, and the last is a broadcast address.
 */
export async function takeElasticAddress(transaction: Database, pool: string): Promise<string | undefined> {
  await sql`lock table networks.elastic_address in share row exclusive mode`.execute(transaction);
  const block = Cidr.of(pool);
  const taken = rows(transaction).selectFrom('networks.elastic_address').select('address');
  return lowestFreeAddress(transaction, taken, { first: block.at(2), last: block.at(-2) });
}

/** The address with its lock until the transaction ends. */
export async function lockElasticAddress(
  transaction: Database,
  { accountId, region }: Scope,
  allocationId: string,
): Promise<{ address: string; associationId: string | null } | undefined> {
  const row = await rows(transaction)
    .selectFrom('networks.elastic_address')
    .select(['address', 'association_id'])
    .where('allocation_id', '=', allocationId)
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .forUpdate()
    .executeTakeFirst();
  return row && { address: row.address, associationId: row.association_id };
}

/** All elastic addresses of the account in the Region, as EC2 describes them. */
export async function loadElasticAddresses(database: Database, scope: Scope): Promise<Address[]> {
  const found = await rows(database)
    .selectFrom('networks.elastic_address as a')
    .leftJoin('networks.network_interface as i', 'i.interface_id', 'a.interface_id')
    .select(['a.allocation_id', 'a.address', 'a.association_id', 'a.interface_id', 'a.account_id'])
    .select('i.address as private_address')
    .where('a.account_id', '=', scope.accountId)
    .where('a.region', '=', scope.region)
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.allocation_id),
  );
  return found.map((row) => ({
    AllocationId: row.allocation_id,
    PublicIp: row.address,
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: scope.region,
    Domain: 'vpc',
    ...(row.association_id !== null && {
      AssociationId: row.association_id,
      NetworkInterfaceId: row.interface_id ?? undefined,
      NetworkInterfaceOwnerId: row.account_id,
      PrivateIpAddress: row.private_address ?? undefined,
    }),
    Tags: tags(row.allocation_id),
  }));
}
