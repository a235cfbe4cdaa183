import { expect, it } from 'vitest';
import { sambaFiles } from './samba.ts';

const [smbConf, krb5Conf] = sambaFiles({
  hostName: 'dc1-0123456789',
  domainName: 'corp.example.com',
  shortName: 'corp',
  forwarder: '10.0.0.2',
});

it('writes the configuration of a domain controller', () => {
  expect(smbConf?.path).toBe('/etc/samba/smb.conf');
  const lines = String(smbConf?.content)
    .split('\n')
    .map((line) => line.trim());
  for (const line of [
    'netbios name = DC1-0123456789',
    'realm = CORP.EXAMPLE.COM',
    'workgroup = CORP',
    'dns forwarder = 10.0.0.2',
    'interfaces = lo eth1 eth0',
    'old password allowed period = 0',
    'kdc:user ticket lifetime = 10',
    'path = /var/lib/samba/sysvol/corp.example.com/scripts',
  ]) {
    expect(lines).toContain(line);
  }
  const services = lines.find((line) => line.startsWith('server services'));
  expect(services).not.toContain('dnsupdate');
});

it('finds the KDC by DNS', () => {
  expect(krb5Conf).toMatchObject({ path: '/etc/krb5.conf' });
  expect(krb5Conf?.content).toContain('default_realm = CORP.EXAMPLE.COM');
});
