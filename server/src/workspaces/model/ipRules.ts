import { isInRanges, parseAddressRange } from '../../base/addressRanges.ts';

/** Whether `rule` is an address or a range in CIDR notation, of IPv4 or IPv6. */
export function isIpRule(rule: string): boolean {
  return parseAddressRange(rule) !== undefined;
}

/**
 * Whether a client at `address` may reach a directory's WorkSpaces.
 * @param rules the ranges of all associated groups; undefined where no group is associated, which lets all in
 */
export function addressAllowed(rules: readonly string[] | undefined, address: string): boolean {
  if (rules === undefined) return true;
  const ranges = rules.map(parseAddressRange).filter((range) => range !== undefined);
  return isInRanges(ranges, address);
}
