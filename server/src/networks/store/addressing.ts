import { randomBytes } from 'node:crypto';
import { type Expression, sql } from 'kysely';
import { characters } from '../../base/ids.ts';
import type { Database } from '../../database/database.ts';

/** The inclusive range in which an address is looked for. */
export interface AddressRange {
  first: string;
  last: string;
}

/**
 * The lowest address of the range that `taken` (a query with the column `address`) does not have; undefined when
 * all are taken. Callers hold a lock that keeps others from choosing from the same range at the same time.
 */
export async function lowestFreeAddress(
  database: Database,
  taken: Expression<unknown>,
  range: AddressRange,
): Promise<string | undefined> {
  // The lowest free address is the first one or follows a taken one: no need to walk through the whole range.
  const result = await sql<{ address: string }>`
    with taken as materialized (${taken}),
      candidate as (select ${range.first}::inet as address union select address + 1 from taken)
    select host(address) as address
    from candidate
    where address between ${range.first}::inet and ${range.last}::inet
      and not exists (select from taken where taken.address = candidate.address)
    order by candidate.address
    limit 1`.execute(database);
  return result.rows[0]?.address;
}

/** A random MAC address: locally administered and no multicast. */
export function newMac(): string {
  const octets = randomBytes(6);
  octets.writeUInt8(((octets[0] ?? 0) & 0b1111_1100) | 0b0000_0010, 0);
  return (octets.toString('hex').match(/../g) ?? []).join(':');
}

/**
 * The MAC address of whoever has this management address, locally administered. The next owner of an address has
 * the same one, so that what the host remembers of the address is still right: otherwise it would ask the dead
 * owner's for half a minute.
 */
export function managementMac(address: string): string {
  const octets = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return ['02', 'a1', ...octets].join(':');
}

/** Begins the names of all host ends of instances' links. */
export const HOST_NAME_PREFIX = 'alc';

/**
 * A random name for the host end of a veth pair, within the kernel's 15 characters and, by its 62 random bits,
 * unique even where several installations share the host.
 */
export function newHostName(): string {
  return `${HOST_NAME_PREFIX}${characters('abcdefghijklmnopqrstuvwxyz0123456789', 12)}`;
}
