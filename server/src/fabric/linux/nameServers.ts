import { readFile } from 'node:fs/promises';
import { isIpv4Address } from '../../base/cidr.ts';

/** systemd-resolved puts its stub into /etc/resolv.conf, and what it asks itself into the other. */
const FILES = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];

/** The resolver of the C library reads no more. */
const SERVERS_MAX = 3;

/**
 * The host's IPv4 name servers that another network namespace can use too, thus none on a loopback address;
 * empty where it has none.
 */
export async function hostNameServers(): Promise<string[]> {
  for (const file of FILES) {
    const servers = usableNameServers(await readOrEmpty(file));
    if (servers.length > 0) return servers;
  }
  return [];
}

/** The usable name servers in the text of a resolv.conf. */
export function usableNameServers(text: string): string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((server) => isIpv4Address(server) && !server.startsWith('127.'))
    .slice(0, SERVERS_MAX);
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
