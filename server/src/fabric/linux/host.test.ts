import { expect, test } from 'vitest';
import { outwardLinks } from './forwarding.ts';
import { usableNameServers } from './nameServers.ts';
import { resolverConfiguration } from './resolver.ts';
import { Serial } from './serial.ts';

test('name servers on loopback addresses or IPv6 are of no use to a VPC', () => {
  const text =
    '# comment\nsearch example.com\nnameserver 127.0.0.53\n nameserver 192.0.2.1\nnameserver fd00::1\n';
  expect(usableNameServers(text)).toEqual(['192.0.2.1']);
  expect(usableNameServers('nameserver 127.0.0.1\n')).toEqual([]);
});

test("no more name servers than the C library's resolver reads", () => {
  const text = [1, 2, 3, 4].map((index) => `nameserver 192.0.2.${index}`).join('\n');
  expect(usableNameServers(text)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
});

test('the ways out of the host are its default routes', () => {
  const table = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0',
    'wlan0\t00000000\t010200C0\t0003\t0\t0\t700\t00000000\t0\t0\t0',
    'eth1\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '',
  ].join('\n');
  expect(outwardLinks(table)).toEqual(['eth0', 'wlan0']);
});

test("a resolver listens on one address and asks the host's end of the uplink", () => {
  const lines = resolverConfiguration({
    vpcId: 'vpc-1',
    namespace: 'v1-vpc-1',
    address: '10.0.0.2',
    hostAddress: '198.18.0.4',
    nameServerCount: 2,
  }).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'listen-address=10.0.0.2',
      'bind-interfaces',
      'no-resolv',
      'server=198.18.0.4#53',
      'server=198.18.0.4#5301',
    ]),
  );
});

test('serial work runs in order, and goes on after a failure', async () => {
  const serial = new Serial();
  const order: number[] = [];
  const gate = Promise.withResolvers<void>();
  const first = serial.run(async () => {
    await gate.promise;
    order.push(1);
    throw new Error('broken');
  });
  const second = serial.run(async () => {
    order.push(2);
    return 'done';
  });
  gate.resolve();
  await expect(first).rejects.toThrow('broken');
  expect(await second).toBe('done');
  expect(order).toEqual([1, 2]);
});
