import { describe, expect, test } from 'vitest';
import { hostRules, nameServerPort, networkRules } from './rules.ts';

const network = {
  vpcId: 'vpc-1',
  cidrBlock: '10.0.0.0/16',
  subnets: [
    { subnetId: 'subnet-1', cidrBlock: '10.0.0.0/24', internet: true },
    { subnetId: 'subnet-2', cidrBlock: '10.0.1.0/24', internet: false },
    { subnetId: 'subnet-3', cidrBlock: '10.0.2.0/24', internet: true },
  ],
};

const host = {
  table: 'alcove_v1',
  managementBridge: 'v1-mgmt',
  uplinkPattern: 'v1-u*',
  uplinkCidr: '198.18.0.0/16',
  guestLinkPrefix: 'alc',
  nameServers: ['192.0.2.53', '192.0.2.54'],
  openTcpPorts: [],
};

/** The rules of one chain. */
function chain(ruleset: string, name: string): string[] {
  const body = new RegExp(`chain ${name} \\{([^}]*(?:\\{[^}]*\\}[^}]*)*)\\n  \\}`).exec(ruleset)?.[1] ?? '';
  return body
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

describe("a VPC's rules", () => {
  test('replace the whole table at once', () => {
    expect(networkRules(network)).toMatch(
      /^table inet alcove\ndelete table inet alcove\ntable inet alcove \{/,
    );
  });

  test('let out the subnets that have a way out, and none else', () => {
    expect(networkRules(network)).toContain('elements = { 10.0.0.0/24, 10.0.2.0/24 }');
    expect(networkRules({ ...network, subnets: [] })).not.toContain('elements');
    expect(chain(networkRules(network), 'forward')).toEqual([
      'type filter hook forward priority filter; policy drop;',
      'ct state invalid drop',
      'ct state established,related accept',
      'iifname "uplink" drop',
      'oifname "uplink" ip saddr @outward accept',
      'oifname != "uplink" jump between',
    ]);
  });

  test('answer to the VPC alone, and only questions of names and pings', () => {
    expect(chain(networkRules(network), 'input').slice(1)).toEqual([
      'ct state established,related accept',
      'iifname "lo" accept',
      'iifname "uplink" drop',
      'ip saddr != 10.0.0.0/16 drop',
      'ip daddr 10.0.0.0/16 icmp type echo-request accept',
      'ip daddr 10.0.0.2 meta l4proto { tcp, udp } th dport 53 accept',
    ]);
  });
});

describe("the host's rules", () => {
  test('judge nothing but our own traffic', () => {
    for (const name of ['input', 'forward', 'prerouting', 'postrouting']) {
      const [head = '', ...rules] = chain(hostRules(host), name);
      expect(head).toContain('policy accept');
      for (const rule of rules) expect(rule).toMatch(/v1-mgmt|v1-u\*|198\.18\.0\.0\/16/);
    }
  });

  test("hand each of the host's name servers a port of its own", () => {
    const rules = chain(hostRules(host), 'prerouting');
    expect(rules[1]).toMatch(/dport 53 dnat ip to 192\.0\.2\.53:53$/);
    expect(rules[2]).toMatch(/dport 5301 dnat ip to 192\.0\.2\.54:53$/);
    expect([0, 1, 2].map(nameServerPort)).toEqual([53, 5301, 5302]);
    expect(chain(hostRules({ ...host, nameServers: [] }), 'prerouting')).toHaveLength(1);
  });

  test('open the given ports of the host to VPCs, not to the management network', () => {
    const open = chain(hostRules({ ...host, openTcpPorts: [443, 8444] }), 'from_guest');
    expect(open).toContain('iifname "v1-u*" tcp dport { 443, 8444 } accept');
    expect(open.at(-1)).toBe('drop');
    expect(chain(hostRules(host), 'from_guest')).toHaveLength(3);
  });
});
