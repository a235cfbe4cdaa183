import { Cidr } from '../../base/cidr.ts';

/** The addresses of a subnet that have a meaning of their own. AWS keeps the first four and the last. */
export interface SubnetAddresses {
  /** The second address (`.1` of a /24): the VPC's router. */
  router: string;
  /** What interfaces may get. */
  firstUsable: string;
  lastUsable: string;
  /** How many addresses interfaces may get. */
  usableCount: number;
}

/** Network, router, name server, one for the future, broadcast. Negative ones count from the end. */
const RESERVED_OFFSETS = [0, 1, 2, 3, -1];

export function subnetAddresses(cidrBlock: string): SubnetAddresses {
  const block = Cidr.of(cidrBlock);
  return {
    router: block.at(1),
    firstUsable: block.at(4),
    lastUsable: block.at(-2),
    usableCount: block.size - RESERVED_OFFSETS.length,
  };
}

/** Whether an interface in the subnet may have the address. */
export function isAssignable(cidrBlock: string, address: string): boolean {
  const block = Cidr.of(cidrBlock);
  return block.containsAddress(address) && RESERVED_OFFSETS.every((offset) => block.at(offset) !== address);
}
