import ipaddr from 'ipaddr.js';

/** An IPv4 or IPv6 range. */
export type AddressRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Reads an address, or a range in CIDR notation, of IPv4 or IPv6. Host bits may be set.
 * @returns undefined for anything else, also for what the library takes besides: 10.1/16, 0x7f.1, fe80::1%eth0, and
 *   IPv4 addresses written as IPv6, which no client has ({@link plainAddress})
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const longest = parsed.kind() === 'ipv4' ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  return length <= longest ? [parsed, length] : undefined;
}

/** Whether the address lies in one of the ranges; no IPv4 address lies in a range of IPv6, and the other way round. */
export function isInRanges(ranges: readonly AddressRange[], address: string): boolean {
  const wanted = ipaddr.process(address);
  return ranges.some(([network, length]) => {
    // The library's types know no pair of two addresses of either kind.
    if (wanted.kind() === 'ipv4') return network.kind() === 'ipv4' && wanted.match(network, length);
    return network.kind() === 'ipv6' && wanted.match(network, length);
  });
}

/** One form for each address: IPv4 in dotted decimals also where the socket speaks IPv6, IPv6 at its shortest. */
export function plainAddress(address: string): string {
  return ipaddr.process(address).toString();
}

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    return ipaddr.IPv4.isValid(text) ? ipaddr.IPv4.parse(text) : undefined;
  }
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? undefined : address;
}
