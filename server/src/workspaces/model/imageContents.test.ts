import { expect, it } from 'vitest';
import { imageRules, isLeftOut, matches } from './imageContents.ts';

it('names each path once, absolute and without detours', () => {
  const paths = imageRules.map((rule) => rule.path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of paths) {
    expect(path).toMatch(/^(\/[\w.*-]+)+$/);
    expect(path.split('/')).not.toContain('..');
    expect(path.slice(0, path.lastIndexOf('/'))).not.toContain('*');
  }
});

it.each([
  ...[
    '/tmp/x',
    '/var/spool/mail',
    '/var/tmp/a/b',
    '/var/lib/dhcp/leases',
    '/var/lib/cloud',
    '/var/cache/apt/x',
  ],
  ...['/var/backups/x', '/etc/sudoers.d/x', '/etc/udev/rules.d/70-persistent-net.rules'],
  ...['/etc/network/interfaces.d/50-cloud-init.cfg', '/etc/security/access.conf', '/home/demo'],
  ...[
    '/etc/ssh/ssh_host_ed25519_key',
    '/etc/ssh/ssh_host_rsa_key.pub',
    '/etc/machine-id',
    '/etc/krb5.keytab',
  ],
])('leaves %s out, as the guide has it', (path) => {
  // In Debian, this one is a link to /var/mail.
  expect(isLeftOut(path === '/var/spool/mail' ? '/var/mail' : path)).toBe(true);
});

it.each([
  '/etc/passwd',
  '/usr/local/bin/tool',
  '/opt/tool',
  '/root/x',
  '/etc/ssh/sshd_config',
  '/var/lib/dpkg/status',
  '/var/cache/debconf/config.dat',
])('keeps %s', (path) => {
  expect(isLeftOut(path)).toBe(false);
});

it('compares names with a star in them', () => {
  expect(matches('ssh_host_*_key', 'ssh_host_rsa_key')).toBe(true);
  expect(matches('ssh_host_*_key', 'ssh_host_rsa_key.pub')).toBe(false);
  expect(matches('ab*ba', 'aba')).toBe(false);
  expect(matches('a.b', 'a.b')).toBe(true);
  expect(matches('a.b', 'axb')).toBe(false);
});
