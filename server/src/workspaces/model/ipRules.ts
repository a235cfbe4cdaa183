import ipaddr from 'ipaddr.js';

/** Whether `rule` is an IPv4 address or an IPv4 range in CIDR notation. */
export function isIpRule(rule: string): boolean {
  return parse(rule) !== undefined;
}

/**
 * Whether a client at `address` may reach a directory's WorkSpaces.
 * @param rules the ranges of all associated groups; undefined where no group is associated, which lets all in
 */
export function addressAllowed(rules: readonly string[] | undefined, address: string): boolean {
  if (rules === undefined) return true;
  const client = ipaddr.process(address);
  if (client.kind() !== 'ipv4') return rules.some((rule) => rule === '0.0.0.0/0');
  return rules.some((rule) => {
    const range = parse(rule);
    return range !== undefined && client.match(range);
  });
}

function parse(rule: string): [ipaddr.IPv4, number] | undefined {
  const cidr = rule.includes('/') ? rule : `${rule}/32`;
  // The library also takes 10.1/16 and 0x7f.1: only the four-part form is meant.
  if (!/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(cidr) || !ipaddr.IPv4.isValidCIDR(cidr)) return undefined;
  return ipaddr.IPv4.parseCIDR(cidr);
}
