import { Cidr } from '../../base/cidr.ts';

/** Source: administration guide, "Bring Your Own Windows Desktop Images", requirements. */
const BLOCKS = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', '198.18.0.0/15'];

/** ModifyAccount takes networks of this size alone. */
const PREFIX_LENGTH = 16;

/**
 * What is wrong with a range in which somebody looks for management networks; undefined where nothing is.
 * It is one of the ranges that the guide names, or lies within one.
 */
export function searchRangeProblem(range: string): string | undefined {
  const search = Cidr.parse(range);
  if (search && BLOCKS.some((block) => Cidr.of(block).contains(search))) return undefined;
  return `The range ${range} does not lie in any of ${BLOCKS.join(', ')}.`;
}

/**
 * The ranges within `search` that the management network can have. An installation has one management network for
 * all its desktops, so that this is its own range or nothing; nothing, too, where that is not of the API's size.
 */
export function availableRanges(search: string, managementRange: string): string[] {
  const own = Cidr.of(managementRange);
  const isOfferable = own.prefixLength === PREFIX_LENGTH && Cidr.of(search).canonical.contains(own);
  return isOfferable ? [own.canonical.toString()] : [];
}

/** Whether two ranges are the same network. */
export function isSameRange(one: string, other: string): boolean {
  return Cidr.of(one).canonical.toString() === Cidr.of(other).canonical.toString();
}
