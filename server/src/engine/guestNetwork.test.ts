import { expect, test } from 'vitest';
import { guestNetworkFiles } from './guestNetwork.ts';

test('an instance gets its name, its addresses and one default route, through the VPC', () => {
  const files = guestNetworkFiles({
    hostName: 'ws-1',
    domainName: 'corp.example.com',
    management: { address: '198.19.0.7', prefixLength: 16 },
    vpc: { address: '10.0.1.20', prefixLength: 24, gateway: '10.0.1.1' },
    nameServers: ['10.0.1.10', '10.0.2.10'],
  });
  expect(Object.fromEntries(files.map(({ path, content }) => [path, content]))).toEqual({
    '/etc/hostname': 'ws-1\n',
    '/etc/hosts': '127.0.0.1 localhost\n10.0.1.20 ws-1.corp.example.com ws-1\n',
    '/etc/resolv.conf':
      'search corp.example.com\nnameserver 10.0.1.10\nnameserver 10.0.2.10\noptions timeout:2 attempts:2\n',
    '/etc/alcove/network':
      'link set eth0 up\naddress replace 198.19.0.7/16 dev eth0\n' +
      'link set eth1 up\naddress replace 10.0.1.20/24 dev eth1\nroute replace default via 10.0.1.1 dev eth1\n',
  });
  expect(files.every(({ uid, gid, mode }) => uid === 0 && gid === 0 && mode === 0o644)).toBe(true);
});
