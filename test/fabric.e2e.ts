import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLinuxFabric } from '../server/src/fabric/index.ts';
import {
  a1,
  a2,
  a3,
  b1,
  b2,
  CLOSED_PORT,
  connectTo,
  fabricOptions,
  guests,
  HOST_IN_WORLD,
  home,
  OPEN_PORT,
  run,
  subnets,
  useFabricLab,
  vpcA,
  vpcB,
  WORLD,
  WORLD_ADDRESS,
  within,
} from './support/fabricLab.ts';

const lab = useFabricLab();
const { answersPing, ask, bring, shell } = lab;

describe('inside of a VPC', () => {
  test('neighbours of a subnet reach each other, through the router', async () => {
    await expect.poll(() => ask(a1, '10.77.1.11')).toBe('a2');
    expect(await shell(a1, 'ping -c 1 -W 2 10.77.1.11')).toContain('ttl=63');
  });

  test('so do subnets, with or without a way out', async () => {
    expect(await ask(a1, '10.77.2.10')).toBe('a3');
    expect(await ask(a3, '10.77.1.10')).toBe('a1');
  });

  test('the router answers at the first address of the subnet', async () => {
    expect(await answersPing(a3, '10.77.2.1')).toBe(true);
  });

  test('an address that nobody has is told to be unreachable', async () => {
    const output = await shell(a1, 'ping -c 1 -W 5 10.77.2.99 || true');
    expect(output).toMatch(/Unreachable/);
  });

  test("nobody speaks with another's address", async () => {
    await shell(a1, 'ip address add 10.77.1.99/32 dev eth1');
    expect(await answersPing(a1, '10.77.1.11', '-I', '10.77.1.99')).toBe(false);
    await shell(a1, 'ip address delete 10.77.1.99/32 dev eth1');
    expect(await answersPing(a1, '10.77.1.11')).toBe(true);
  });
});

describe('between VPCs', () => {
  test('the same address is another machine in each', async () => {
    expect(await ask(a1, '10.77.1.11')).toBe('a2');
    expect(await ask(b2, '10.77.1.11')).toBe('b1');
  });

  test('nothing passes', async () => {
    expect(await ask(a1, '10.77.1.20')).toBe('');
    expect(await ask(b2, '10.77.1.10')).toBe('');
    const { stdout } = await run('ip', ['-4', '-oneline', 'address']);
    const uplinks = [...stdout.matchAll(/e2ef-u\S+ +inet ([\d.]+)\/31/g)].map((match) => match[1] ?? '');
    expect(uplinks).toHaveLength(2);
    for (const uplink of uplinks) {
      const router = uplink.replace(/\d+$/, (last) => String(Number(last) + 1));
      expect(await answersPing(b1, router)).toBe(false);
      expect(await ask(b1, uplink, CLOSED_PORT)).toBe('');
    }
  });
});

describe('the way out', () => {
  test("a subnet with one reaches the world, which sees the host's address", async () => {
    expect(await ask(a1, WORLD_ADDRESS)).toContain(HOST_IN_WORLD);
    expect(await ask(b1, WORLD_ADDRESS)).toContain(HOST_IN_WORLD);
  });

  test('a subnet without one does not', async () => {
    expect(await ask(a3, WORLD_ADDRESS)).toBe('');
    expect(await answersPing(a3, WORLD_ADDRESS)).toBe(false);
  });

  test('it opens and closes with the route, while connections of the other VPC go on', async () => {
    onTestFinished(() => lab.fabric.ensureNetwork(vpcA));
    const open = subnets.map((subnet) => ({ ...subnet, internet: true }));
    await shell(b1, `systemd-run --quiet --unit=long sh -c 'nc -l 8 >/tmp/long'`);
    await shell(
      b2,
      `systemd-run --quiet sh -c '(sleep 1; echo one; sleep 4; echo two) | nc -N 10.77.1.11 8'`,
    );
    await expect.poll(() => shell(b1, 'cat /tmp/long'), { timeout: 10_000 }).toBe('one');
    await lab.fabric.ensureNetwork({ ...vpcA, subnets: open });
    await lab.fabric.ensureNetwork(vpcB);
    expect(await ask(a3, WORLD_ADDRESS)).toContain(HOST_IN_WORLD);
    await lab.fabric.ensureNetwork(vpcA);
    expect(await ask(a3, WORLD_ADDRESS)).toBe('');
    await expect.poll(() => shell(b1, 'cat /tmp/long'), { timeout: 10_000 }).toBe('one\ntwo');
  });

  test('the world does not come in', async () => {
    await run('ip', ['-netns', WORLD, 'route', 'add', '198.18.64.0/20', 'via', HOST_IN_WORLD]);
    onTestFinished(async () => {
      await run('ip', ['-netns', WORLD, 'route', 'delete', '198.18.64.0/20']);
    });
    const uplink = /198\.18\.\d+\.\d+(?=\/31)/.exec(await within('vpc-0a', 'ip', '-4', 'address'))?.[0] ?? '';
    const ping = ['netns', 'exec', `e2ef-vpc-0a`, 'nft', 'list', 'ruleset'];
    expect((await run('ip', ping)).stdout).toContain('policy drop');
    const attempt = run('ip', ['netns', 'exec', WORLD, process.execPath, '-e', connectTo(uplink, 53)]);
    await expect(attempt).rejects.toMatchObject({ code: 9 });
  });

  test('of the host only the open ports can be reached', async () => {
    expect(await ask(a1, HOST_IN_WORLD, OPEN_PORT)).toBe('host');
    expect(await ask(a1, HOST_IN_WORLD, CLOSED_PORT)).toBe('');
  });
});

describe('the resolver', () => {
  test('answers at the third address of the VPC, from subnets without a way out too', async () => {
    for (const each of [a1, a3, b1]) {
      expect(await shell(each, 'host -t A -W 2 outside.test 10.77.0.2')).toContain('203.0.113.7');
      expect(await shell(each, 'host -T -t A -W 2 outside.test 10.77.0.2')).toContain('203.0.113.7');
    }
  });

  test('is started again when it died', async () => {
    const conf = `--conf-file=${join(fabricOptions.stateDirectory, 'vpc-0a.dnsmasq.conf')}`;
    const pid = async () => Number((await run('pgrep', ['--full', '--', conf])).stdout);
    const before = await pid();
    process.kill(before, 'SIGKILL');
    await expect.poll(() => pid().catch(() => before), { timeout: 15_000 }).not.toBe(before);
    expect(await shell(a3, 'host -t A -W 2 outside.test 10.77.0.2')).toContain('203.0.113.7');
  });
});

describe('the management network', () => {
  test('the host reaches every desktop', async () => {
    for (const each of guests) {
      const result = run(process.execPath, ['-e', connectTo(each.management, 7)]);
      await expect(result).resolves.toBeDefined();
    }
  });

  test('desktops reach neither each other nor the host nor anything behind it', async () => {
    expect(await ask(a1, a2.management)).toBe('');
    expect(await ask(a1, lab.management.hostAddress, OPEN_PORT)).toBe('');
    expect(await answersPing(a1, lab.management.hostAddress)).toBe(false);
    await shell(a1, `ip route add ${WORLD_ADDRESS} via ${lab.management.hostAddress}`);
    expect(await ask(a1, WORLD_ADDRESS)).toBe('');
    await shell(a1, `ip route delete ${WORLD_ADDRESS}`);
    await shell(a1, `ip route add ${a2.management}/32 via ${lab.management.hostAddress}`);
    expect(await ask(a1, a2.management)).toBe('');
    await shell(a1, `ip route delete ${a2.management}/32`);
  });

  test("a desktop cannot take another's management address", async () => {
    await lab.engine.stop('a2', { timeoutSeconds: 20 });
    onTestFinished(() => bring(a2));
    await run('ip', ['neigh', 'flush', 'dev', lab.management.bridge]);
    await shell(a1, `ip address add ${a2.management}/25 dev eth0`);
    const attempt = run(process.execPath, ['-e', connectTo(a2.management, 7)]);
    await expect(attempt).rejects.toMatchObject({ code: 9 });
    await shell(a1, `ip address delete ${a2.management}/25 dev eth0`);
  });

  test('a range that the host uses is refused, naming the setting', async () => {
    const other = createLinuxFabric({
      ...fabricOptions,
      prefix: 'e2ex',
      stateDirectory: join(home, 'other'),
      managementCidr: '203.0.113.0/25',
    });
    onTestFinished(() => other.destroy());
    await expect(other.ensureManagement()).rejects.toThrow(/203\.0\.113\.0\/24.*network\.managementCidr/);
  });
});
