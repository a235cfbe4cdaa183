import { existsSync } from 'node:fs';
import { Cidr } from '../../base/cidr.ts';
import { FabricError, type FabricNetwork } from '../fabric.ts';
import { addressesOf, hasLink, ip, nft, routesOf, setParameters } from './command.ts';
import { setForwarding } from './forwarding.ts';
import { type Names, UPLINK } from './names.ts';
import { ensureNamespace } from './namespaces.ts';
import { resolverAddress, type UplinkAddresses, uplinkAddresses } from './plan.ts';
import { networkRules } from './rules.ts';

/**
 * What a router's namespace needs of the kernel. Links that come in later take the defaults: strict source
 * checking (a guest cannot speak with another's address), and answers to ARP for whatever is routed elsewhere, so
 * that also packets inside of one subnet pass the router.
 */
const PARAMETERS = {
  'net.ipv4.ip_forward': '1',
  'net.ipv4.conf.all.rp_filter': '1',
  'net.ipv4.conf.default.rp_filter': '1',
  'net.ipv4.conf.default.proxy_arp': '1',
  'net.ipv4.conf.all.send_redirects': '0',
  'net.ipv4.conf.default.send_redirects': '0',
  'net.ipv4.conf.all.accept_redirects': '0',
  'net.ipv4.conf.default.accept_redirects': '0',
};

const NO_IPV6 = {
  'net.ipv6.conf.all.disable_ipv6': '1',
  'net.ipv6.conf.default.disable_ipv6': '1',
};

/** Makes or updates the router of a VPC: namespace, uplink, addresses, routes and packet filter. */
export async function ensureRouter(
  names: Names,
  network: FabricNetwork,
  uplinkCidr: string,
): Promise<UplinkAddresses> {
  const namespace = names.namespace(network.vpcId);
  await ensureNamespace(namespace);
  await setParameters(namespace, { ...PARAMETERS, ...(existsSync('/proc/sys/net/ipv6') && NO_IPV6) });
  // The filter first: nothing passes before its rules are there.
  await nft(namespace, networkRules(network));
  const uplink = await ensureUplink(names, network.vpcId, uplinkCidr);
  const resolver = resolverAddress(network.cidrBlock);
  await dropOtherAddresses(namespace, 'lo', ['127.0.0.1', resolver]);
  await dropOtherAddresses(namespace, UPLINK, [uplink.router]);
  await ip(namespace, [
    ['link', 'set', 'lo', 'up'],
    ['address', 'replace', `${resolver}/32`, 'dev', 'lo'],
    ['address', 'replace', `${uplink.router}/31`, 'dev', UPLINK],
    ['link', 'set', UPLINK, 'up'],
    ['route', 'replace', 'default', 'via', uplink.host, 'dev', UPLINK, 'onlink'],
    // Addresses of the VPC that nobody has are not outside.
    ['route', 'replace', 'unreachable', network.cidrBlock],
  ]);
  return uplink;
}

/** The addresses of a router's uplink; undefined where it has none. */
async function currentUplink(
  names: Names,
  vpcId: string,
  range: string,
): Promise<UplinkAddresses | undefined> {
  const link = names.uplink(vpcId);
  const current = (await addressesOf(undefined)).find((address) => address.link === link);
  const router = current && Cidr.of(`${current.address}/31`).canonical.at(1);
  if (!current || !router || !Cidr.of(range).containsAddress(current.address)) return undefined;
  return { host: current.address, router };
}

async function ensureUplink(names: Names, vpcId: string, range: string): Promise<UplinkAddresses> {
  const link = names.uplink(vpcId);
  const namespace = names.namespace(vpcId);
  if (!(await hasLink(namespace, UPLINK))) {
    if (await hasLink(undefined, link)) await ip(undefined, [['link', 'delete', link]]);
    await ip(undefined, [['link', 'add', link, 'type', 'veth', 'peer', 'name', UPLINK, 'netns', namespace]]);
  }
  const addresses = (await currentUplink(names, vpcId, range)) ?? (await freeUplink(names, vpcId, range));
  await dropOtherAddresses(undefined, link, [addresses.host]);
  await ip(undefined, [
    ['address', 'replace', `${addresses.host}/31`, 'dev', link],
    ['link', 'set', link, 'up'],
  ]);
  await setForwarding(link, true);
  return addresses;
}

async function freeUplink(names: Names, vpcId: string, range: string): Promise<UplinkAddresses> {
  const own = names.uplink(vpcId);
  const [routes, addresses] = await Promise.all([routesOf(undefined), addressesOf(undefined)]);
  const taken = [
    ...routes.filter(({ dst, dev }) => dst !== 'default' && dev !== own).map(({ dst }) => dst),
    ...addresses.filter(({ link }) => link !== own).map(({ address }) => address),
  ].map((text) => Cidr.of(text.includes('/') ? text : `${text}/32`));
  const free = uplinkAddresses(range, `${names.prefix}-${vpcId}`, (pair) =>
    taken.some((other) => other.overlaps(pair)),
  );
  if (free) return free;
  throw new FabricError(
    `No address of ${range} is free on this host: change the setting network.uplinkCidr.`,
  );
}

async function dropOtherAddresses(
  place: string | undefined,
  link: string,
  wanted: readonly string[],
): Promise<void> {
  const others = (await addressesOf(place)).filter(
    (address) => address.link === link && !wanted.includes(address.address),
  );
  await ip(
    place,
    others.map(({ address, prefixLength }) => [
      'address',
      'delete',
      `${address}/${prefixLength}`,
      'dev',
      link,
    ]),
  );
}
