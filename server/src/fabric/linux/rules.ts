import type { FabricNetwork } from '../fabric.ts';
import { UPLINK } from './names.ts';
import { resolverAddress } from './plan.ts';

const TABLE = 'inet alcove';

/**
 * The packet filter of a VPC's router. The whole table is replaced in one transaction; connections live on in the
 * kernel's connection tracking. `between` is where security groups will speak.
 */
export function networkRules(network: FabricNetwork): string {
  const outward = network.subnets.filter((subnet) => subnet.internet).map((subnet) => subnet.cidrBlock);
  return `${replacing(TABLE)}
table ${TABLE} {
  set outward {
    type ipv4_addr
    flags interval
    ${outward.length > 0 ? `elements = { ${outward.join(', ')} }` : ''}
  }
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iifname "lo" accept
    iifname "${UPLINK}" drop
    ip saddr != ${network.cidrBlock} drop
    ip daddr ${network.cidrBlock} icmp type echo-request accept
    ip daddr ${resolverAddress(network.cidrBlock)} meta l4proto { tcp, udp } th dport 53 accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state invalid drop
    ct state established,related accept
    iifname "${UPLINK}" drop
    oifname "${UPLINK}" ip saddr @outward accept
    oifname != "${UPLINK}" jump between
  }
  chain between {
    ip saddr ${network.cidrBlock} ip daddr ${network.cidrBlock} accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "${UPLINK}" masquerade
  }
}
`;
}

export interface HostRules {
  table: string;
  managementBridge: string;
  /** Matches the host's ends of the VPCs' uplinks. */
  uplinkPattern: string;
  uplinkCidr: string;
  /** Begins the names of instances' links, which carry packets only inside of a VPC's namespace. */
  guestLinkPrefix: string;
  /** The host's own IPv4 name servers. */
  nameServers: readonly string[];
  /** TCP ports of the host that VPCs with a way out may reach on its public addresses. */
  openTcpPorts: readonly number[];
}

/**
 * The host's part: translates what leaves VPCs to the host's address, hands their resolvers' questions to the
 * host's name servers, and keeps guests from the host, from each other's VPCs and from each other over the
 * management network. Policies are `accept`, so that nothing but our own traffic is judged here.
 */
export function hostRules(rules: HostRules): string {
  const { managementBridge, uplinkPattern, uplinkCidr } = rules;
  const guests = `{ "${managementBridge}", "${uplinkPattern}", "${rules.guestLinkPrefix}*" }`;
  const table = `inet ${rules.table}`;
  const ports = rules.openTcpPorts.join(', ');
  return `${replacing(table)}
table ${table} {
  chain input {
    type filter hook input priority filter; policy accept;
    iifname ${guests} jump from_guest
  }
  chain from_guest {
    ct state established,related accept
    ct status dnat accept
    ${ports === '' ? '' : `iifname "${uplinkPattern}" tcp dport { ${ports} } accept`}
    drop
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname { "${managementBridge}", "${rules.guestLinkPrefix}*" } drop
    oifname { "${managementBridge}", "${rules.guestLinkPrefix}*" } drop
    iifname "${uplinkPattern}" oifname "${uplinkPattern}" drop
    iifname "${uplinkPattern}" tcp flags syn tcp option maxseg size set rt mtu
    oifname "${uplinkPattern}" tcp flags syn tcp option maxseg size set rt mtu
    oifname "${uplinkPattern}" ct state new,invalid drop
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
${rules.nameServers.map((server, index) => `    ${questions(rules, index)} dnat ip to ${server}:53`).join('\n')}
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${uplinkCidr} oifname != "${uplinkPattern}" masquerade
  }
}
`;
}

/** The port on the host's end of an uplink behind which its name server of that index stands. */
export function nameServerPort(index: number): number {
  return index === 0 ? 53 : 5300 + index;
}

function questions({ uplinkPattern, uplinkCidr }: HostRules, index: number): string {
  const port = nameServerPort(index);
  return `iifname "${uplinkPattern}" ip daddr ${uplinkCidr} meta l4proto { tcp, udp } th dport ${port}`;
}

/** Makes what follows replace the table, whether it exists or not. */
function replacing(table: string): string {
  return `table ${table}\ndelete table ${table}`;
}
