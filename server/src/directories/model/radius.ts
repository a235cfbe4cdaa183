import { isIP, isIPv6 } from 'node:net';
import { isHostName } from './names.ts';

/** How a code is shown to the RADIUS servers, with the names of the API. */
export type RadiusProtocol = 'PAP' | 'CHAP' | 'MS-CHAPv1' | 'MS-CHAPv2';

/** What a directory's users' codes are checked by, without the secret that is shared with the servers. */
export interface RadiusSettings {
  /** Names or addresses, in the order in which they are asked. */
  servers: readonly string[];
  /** IPv6 addresses, asked after the others. */
  serversIpv6: readonly string[];
  port: number;
  timeoutSeconds: number;
  retries: number;
  protocol: RadiusProtocol;
  /** Kept for whoever reads it back; neither AWS nor we use it. */
  displayLabel: string | undefined;
  /** As {@link displayLabel}. */
  useSameUserName: boolean;
}

/**
 * The API's states: the servers are being tried, they have answered, or they have not. Users of a directory that is
 * not `Completed` cannot sign in.
 */
export type RadiusStatus = 'Creating' | 'Completed' | 'Failed';

/** What a directory has whose owner says no more than where its servers are. */
export const radiusDefaults = {
  servers: [],
  serversIpv6: [],
  port: 1812,
  timeoutSeconds: 5,
  retries: 3,
  protocol: 'PAP',
  displayLabel: undefined,
  useSameUserName: false,
} as const satisfies RadiusSettings;

/** The administration guide's, chapter "Multi-factor Authentication (AD Connector)"; the API's model lets more through. */
const TIMEOUT_SECONDS_MAX = 20;
/** Each may cost a user its whole time-out. */
const SERVERS_MAX = 10;

/** What is wrong with the settings, in a sentence; undefined when nothing is. */
export function radiusProblem(settings: RadiusSettings): string | undefined {
  const servers = [...settings.servers, ...settings.serversIpv6];
  if (servers.length === 0) return 'At least one RADIUS server must be specified.';
  if (servers.length > SERVERS_MAX) return `At most ${SERVERS_MAX} RADIUS servers may be specified.`;
  const noServer = settings.servers.find((server) => !isIP(server) && !isHostName(server));
  if (noServer !== undefined) return `The RADIUS server ${noServer} is neither an address nor a host name.`;
  const notIpv6 = settings.serversIpv6.find((server) => !isIPv6(server));
  if (notIpv6 !== undefined) return `The RADIUS server ${notIpv6} is not an IPv6 address.`;
  if (settings.timeoutSeconds < 1 || settings.timeoutSeconds > TIMEOUT_SECONDS_MAX) {
    return `The RADIUS timeout must be between 1 and ${TIMEOUT_SECONDS_MAX} seconds.`;
  }
  return undefined;
}

/** The key of the runs about a directory's RADIUS servers: they wait for nothing else that happens to it. */
export function radiusKey(directoryId: string): string {
  return `${directoryId}/radius`;
}
