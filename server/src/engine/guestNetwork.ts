import type { GuestFile } from './engine.ts';

/** The interface on the management network, where workers and gateways come from. */
export const MANAGEMENT_INTERFACE = 'eth0';
/** The interface in the VPC's subnet, which everything else goes through. */
export const VPC_INTERFACE = 'eth1';

/** Where an instance stands in its two networks, and what it is called. All addresses are IPv4. */
export interface GuestNetwork {
  /** The computer's name without its domain. */
  hostName: string;
  /** Lower case, such as `corp.example.com`. */
  domainName: string;
  management: { address: string; prefixLength: number };
  vpc: { address: string; prefixLength: number; gateway: string };
  nameServers: readonly string[];
}

/**
 * The files that give an instance of our images its name and addresses. The unit `alcove-network` in the images
 * feeds `/etc/alcove/network` to ip(8) at every start, before anything that uses the network.
 */
export function guestNetworkFiles(network: GuestNetwork): GuestFile[] {
  const { hostName, domainName, management, vpc, nameServers } = network;
  return [
    { path: '/etc/hostname', content: lines(hostName) },
    {
      path: '/etc/hosts',
      content: lines('127.0.0.1 localhost', `${vpc.address} ${hostName}.${domainName} ${hostName}`),
    },
    {
      path: '/etc/resolv.conf',
      content: lines(
        `search ${domainName}`,
        ...nameServers.map((address) => `nameserver ${address}`),
        'options timeout:2 attempts:2',
      ),
    },
    {
      path: '/etc/alcove/network',
      content: lines(
        `link set ${MANAGEMENT_INTERFACE} up`,
        `address replace ${management.address}/${management.prefixLength} dev ${MANAGEMENT_INTERFACE}`,
        `link set ${VPC_INTERFACE} up`,
        `address replace ${vpc.address}/${vpc.prefixLength} dev ${VPC_INTERFACE}`,
        `route replace default via ${vpc.gateway} dev ${VPC_INTERFACE}`,
      ),
    },
  ].map((file) => ({ ...file, uid: 0, gid: 0, mode: 0o644 }));
}

function lines(...content: string[]): string {
  return content.map((line) => `${line}\n`).join('');
}
