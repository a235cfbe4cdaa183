import { expect, test } from 'vitest';
import type { InstanceSpec } from './engine.ts';
import { instanceRequest } from './specification.ts';

const spec: InstanceSpec = {
  name: 'ws-1',
  imageAlias: 'desktop',
  labels: { idempotencyKey: 'k' },
  cpus: 2,
  memoryMib: 2048,
  rootSizeGib: 80,
  mounts: [{ name: 'home', hostPath: '/volumes/ws-1.user', path: '/home' }],
  interfaces: [
    {
      kind: 'bridged',
      guestName: 'eth0',
      mac: '02:00:00:00:00:01',
      bridge: 'br',
      hostName: 'm1',
      address: '198.18.0.2',
    },
    { kind: 'p2p', guestName: 'eth1', mac: '02:00:00:00:00:02', hostName: 'p1' },
  ],
  configuration: { 'limits.cpu.allowance': '50%' },
};

test('limits, labels and further configuration become configuration; no profile has a say', () => {
  expect(instanceRequest(spec, 'pool')).toMatchObject({
    name: 'ws-1',
    profiles: [],
    source: { type: 'image', alias: 'desktop' },
    config: {
      'limits.cpu': '2',
      'limits.memory': '2048MiB',
      'boot.autostart': 'false',
      'limits.cpu.allowance': '50%',
      'user.alcove.idempotencyKey': 'k',
    },
  });
});

test('disks and network cards become devices', () => {
  expect(instanceRequest(spec, 'pool').devices).toEqual({
    root: { type: 'disk', path: '/', pool: 'pool', size: '80GiB' },
    home: { type: 'disk', source: '/volumes/ws-1.user', path: '/home' },
    eth0: {
      type: 'nic',
      nictype: 'bridged',
      name: 'eth0',
      hwaddr: '02:00:00:00:00:01',
      host_name: 'm1',
      parent: 'br',
      'security.port_isolation': 'true',
      'security.mac_filtering': 'true',
      'security.ipv4_filtering': 'true',
      'ipv4.address': '198.18.0.2',
    },
    eth1: { type: 'nic', nictype: 'p2p', name: 'eth1', hwaddr: '02:00:00:00:00:02', host_name: 'p1' },
  });
});
