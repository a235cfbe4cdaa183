import { isIpv4Address } from '../../base/cidr.ts';
import { type FabricAttachment, FabricError } from '../fabric.ts';
import { addressesOf, ip, type Link, type LinkAddress, linksOf, type Route, routesOf } from './command.ts';
import { checkLinkName, UPLINK } from './names.ts';

/** An attachment with the router's address in its subnet. */
export interface Attachment extends Pick<FabricAttachment, 'address' | 'hostName'> {
  gateway: string;
}

/** What a router's namespace has, and the links that wait on the host. */
export interface View {
  links: readonly Link[];
  addresses: readonly LinkAddress[];
  routes: readonly Route[];
  hostLinks: readonly Link[];
}

export async function look(namespace: string): Promise<View> {
  const [links, addresses, routes, hostLinks] = await Promise.all([
    linksOf(namespace),
    addressesOf(namespace),
    routesOf(namespace),
    linksOf(undefined),
  ]);
  return { links, addresses, routes, hostLinks };
}

/**
 * Takes the host end of an instance's veth pair into the namespace and makes it the way to the instance's address.
 * @param view of just now
 * @returns whether the link is there, thus the instance runs
 */
export async function attachLink(namespace: string, attachment: Attachment, view: View): Promise<boolean> {
  const link = checkLinkName(attachment.hostName);
  if (!isIpv4Address(attachment.address)) throw new FabricError(`${attachment.address} is not an address.`);
  const state = stateOf(view.links, link);
  const isNew = view.hostLinks.some(({ name }) => name === link);
  if (state === 'live' && !isNew) {
    await ip(namespace, corrections(attachment, view));
    return true;
  }
  if (state !== 'absent') await ip(namespace, [['link', 'delete', link]]);
  if (!isNew) return false;
  await ip(undefined, [['link', 'set', link, 'netns', namespace]]);
  await ip(namespace, connection(attachment));
  return true;
}

/**
 * Gives the link back to the host, where it is down: the instance keeps its card and can be attached again.
 * One that is not there counts as done.
 */
export async function detachLink(namespace: string, hostName: string): Promise<void> {
  const link = checkLinkName(hostName);
  switch (stateOf(await linksOf(namespace), link)) {
    case 'absent':
      return;
    case 'orphan':
      return await ip(namespace, [['link', 'delete', link]]);
    case 'live':
      await ip(namespace, [
        ['link', 'set', link, 'down'],
        ['address', 'flush', 'dev', link],
        // By a process of the host's namespace: this one.
        ['link', 'set', link, 'netns', String(process.pid)],
      ]);
  }
}

/** The route comes last: where it is, all the rest is. */
function connection({ hostName, gateway, address }: Attachment): string[][] {
  return [
    ['address', 'replace', `${gateway}/32`, 'dev', hostName],
    // The kernel's answers for neighbours would wait a random time of up to 0.8 s.
    ['ntable', 'change', 'name', 'arp_cache', 'dev', hostName, 'proxy_delay', '0'],
    ['link', 'set', hostName, 'up'],
    ['route', 'replace', `${address}/32`, 'dev', hostName, 'scope', 'link'],
  ];
}

/** What makes the link of a running instance right; nothing where it is. */
function corrections(attachment: Attachment, view: View): string[][] {
  const { hostName, gateway, address } = attachment;
  const routes = view.routes.filter(({ dev }) => dev === hostName);
  const addresses = view.addresses.filter(({ link }) => link === hostName);
  const otherRoutes = routes.filter(({ dst }) => dst !== address);
  const otherAddresses = addresses.filter((its) => its.address !== gateway);
  const isConnected =
    view.links.some(({ name, up }) => name === hostName && up) &&
    routes.length > otherRoutes.length &&
    addresses.length > otherAddresses.length;
  return [
    ...otherRoutes.map(({ dst }) => ['route', 'delete', dst, 'dev', hostName]),
    ...otherAddresses.map((its) => [
      'address',
      'delete',
      `${its.address}/${its.prefixLength}`,
      'dev',
      hostName,
    ]),
    ...(isConnected ? [] : connection(attachment)),
  ];
}

/**
 * When an instance stops, its end of the veth pair falls back to the host, and the engine does not find the other
 * end, which is here, to remove both. Such an orphan's peer is where the uplink's peer is.
 */
function stateOf(links: readonly Link[], name: string): 'live' | 'orphan' | 'absent' {
  const link = links.find((its) => its.name === name);
  if (!link) return 'absent';
  const host = links.find((its) => its.name === UPLINK)?.peerNamespace;
  return link.peerNamespace === host ? 'orphan' : 'live';
}
