import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Cidr } from '../../base/cidr.ts';
import { FabricError, type ManagementNetwork } from '../fabric.ts';
import { addressesOf, hasLink, ip, routesOf } from './command.ts';
import { setForwarding } from './forwarding.ts';
import type { Names } from './names.ts';
import { conflictingRoute, macFor } from './plan.ts';

/**
 * Makes the bridge of the management network with the host's address on it, the range's first. The engine isolates
 * the instances' ports from each other; what else is to be kept away from whom is in the host's rules.
 */
export async function ensureManagementBridge(names: Names, cidrBlock: string): Promise<ManagementNetwork> {
  const bridge = names.managementBridge;
  const block = Cidr.of(cidrBlock);
  const hostAddress = block.at(1);
  const current = (await addressesOf(undefined)).filter((address) => address.link === bridge);
  if (!current.some((its) => its.address === hostAddress && its.prefixLength === block.prefixLength)) {
    await requireFree(cidrBlock, (link) => names.owns(link));
  }
  if (!(await hasLink(undefined, bridge))) {
    // A MAC address of its own: otherwise it changes with the ports, and guests lose the host for a while.
    const mac = macFor(bridge);
    await ip(undefined, [['link', 'add', bridge, 'address', mac, 'type', 'bridge', 'mcast_snooping', '0']]);
  }
  await disableIpv6(bridge);
  await askForNeighboursSoon(bridge);
  const others = current.filter(
    (its) => its.address !== hostAddress || its.prefixLength !== block.prefixLength,
  );
  await ip(undefined, [
    ...others.map((its) => ['address', 'delete', `${its.address}/${its.prefixLength}`, 'dev', bridge]),
    ['address', 'replace', `${hostAddress}/${block.prefixLength}`, 'dev', bridge],
    ['link', 'set', bridge, 'up'],
  ]);
  await setForwarding(bridge, false);
  return { bridge, cidrBlock, hostAddress, prefixLength: block.prefixLength };
}

async function requireFree(cidrBlock: string, isOwn: (link: string) => boolean): Promise<void> {
  const conflict = conflictingRoute(cidrBlock, await routesOf(undefined), isOwn);
  if (!conflict) return;
  throw new FabricError(
    `This host has a route to ${conflict.dst} (${conflict.dev ?? 'no link'}), which overlaps the management ` +
      `network ${cidrBlock}: choose another range with the setting network.managementCidr.`,
  );
}

/** A desktop that just started is found 0.1 s later, and not with the kernel's next question after a second. */
async function askForNeighboursSoon(link: string): Promise<void> {
  await writeFile(`/proc/sys/net/ipv4/neigh/${link}/retrans_time_ms`, '100');
}

async function disableIpv6(link: string): Promise<void> {
  const parameter = `/proc/sys/net/ipv6/conf/${link}/disable_ipv6`;
  if (existsSync(parameter)) await writeFile(parameter, '1');
}
