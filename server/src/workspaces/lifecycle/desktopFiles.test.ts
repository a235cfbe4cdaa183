import { expect, test } from 'vitest';
import type { GuestFile } from '../../engine/engine.ts';
import { type DesktopConfiguration, desktopFiles } from './desktopFiles.ts';

const desktop: DesktopConfiguration = {
  workspaceId: 'ws-1a2b3c4d5',
  account: {
    computerName: 'WSAMZN-4KX09QZ7',
    domainName: 'corp.example.com',
    netbiosName: 'CORP',
    realm: 'CORP.EXAMPLE.COM',
    keytab: Buffer.from([5, 2, 0]).toString('base64'),
    controllerAddresses: ['10.0.1.10', '10.0.2.10'],
  },
  user: { userName: 'demo', displayName: 'Demo Person' },
  management: { address: '198.19.0.7', prefixLength: 16 },
  vpc: { address: '10.0.1.20', prefixLength: 24, gateway: '10.0.1.1' },
  display: { certificatePem: 'CERTIFICATE', privateKeyPem: 'KEY', password: 'password' },
  agentSecret: 'a'.repeat(64),
  localAdministrator: true,
  timeZone: 'Europe/Berlin',
};

function file(path: string, change: Partial<DesktopConfiguration> = {}): GuestFile {
  const found = desktopFiles({ ...desktop, ...change }).find((each) => each.path === path);
  if (found === undefined) throw new Error(`There is no file ${path}.`);
  return found;
}

test('every path stands there once', () => {
  const paths = desktopFiles(desktop).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});

test('the computer is called as in its domain, and asks the controllers for names', () => {
  expect(file('/etc/hostname').content).toBe('wsamzn-4kx09qz7\n');
  expect(file('/etc/hosts').content).toContain(
    '10.0.1.20 wsamzn-4kx09qz7.corp.example.com wsamzn-4kx09qz7\n',
  );
  expect(file('/etc/resolv.conf').content).toContain('nameserver 10.0.1.10\nnameserver 10.0.2.10\n');
});

test('the user is known locally without a password', () => {
  expect(file('/var/lib/extrausers/passwd').content).toBe(
    'demo:x:1000:1000:Demo Person:/home/demo:/bin/bash\n',
  );
  expect(file('/var/lib/extrausers/group').content).toBe('demo:x:1000:\n');
  expect(file('/var/lib/extrausers/shadow')).toMatchObject({ content: 'demo:*:::::::\n', mode: 0o600 });
});

test('a display name cannot add a field or an entry', () => {
  const user = { userName: 'demo', displayName: 'Demo:0:0,\nroot2:x:0:0' };
  expect(file('/var/lib/extrausers/passwd', { user }).content).toBe(
    'demo:x:1000:1000:Demo 0 0  root2 x 0 0:/home/demo:/bin/bash\n',
  );
});

test('a user without a display name', () => {
  expect(file('/var/lib/extrausers/passwd', { user: { userName: 'demo' } }).content).toBe(
    'demo:x:1000:1000::/home/demo:/bin/bash\n',
  );
});

test.each(['first.last', 'First Last', '12345', 'Ärztin', 'a_b-c#1'])('%j may be a user', (userName) => {
  expect(file('/var/lib/extrausers/group', { user: { userName } }).content).toBe(`${userName}:x:1000:\n`);
});

test.each([
  '',
  '.',
  '..',
  'a:b',
  'a/b',
  'a\nb',
  ' a',
  'a ',
  '-a',
  '#a',
  '+a',
  'root',
  'backup',
  'systemd-network',
])('%j may not', (userName) => {
  expect(() => desktopFiles({ ...desktop, user: { userName } })).toThrow(TypeError);
});

test('an administrator may become root by his number, others not at all', () => {
  expect(file('/etc/sudoers.d/alcove')).toMatchObject({ content: '#1000 ALL=(ALL:ALL) ALL\n', mode: 0o440 });
  expect(file('/etc/sudoers.d/alcove', { localAdministrator: false }).content).toBe('');
});

test('Kerberos knows the realm and its controllers without asking DNS', () => {
  const { content } = file('/etc/krb5.conf');
  expect(content).toContain('default_realm = CORP.EXAMPLE.COM');
  expect(content).toContain('    kdc = 10.0.1.10\n    kpasswd_server = 10.0.1.10\n    kdc = 10.0.2.10\n');
  expect(content).toContain('  .corp.example.com = CORP.EXAMPLE.COM\n');
});

test('secrets are readable by those alone who need them', () => {
  expect(file('/etc/krb5.keytab')).toMatchObject({ content: Buffer.from([5, 2, 0]), mode: 0o600, uid: 0 });
  expect(file('/etc/alcove/display.key')).toMatchObject({
    content: 'KEY',
    mode: 0o600,
    uid: 1000,
    gid: 1000,
  });
  const password = file('/etc/alcove/display.password');
  expect(password).toMatchObject({ mode: 0o600, uid: 1000 });
  expect(Buffer.from(password.content).toString('hex')).toBe('dbd83cfd727a1458');
});

test('the display listens on the management network', () => {
  expect(file('/etc/alcove/desktop.env').content).toBe(
    'ALCOVE_WORKSPACE_ID=ws-1a2b3c4d5\nALCOVE_MANAGEMENT_ADDRESS=198.19.0.7\n',
  );
});

test('the answerer listens on the management network', () => {
  expect(file('/etc/systemd/system/alcove-health.socket.d/address.conf').content).toBe(
    '[Socket]\nListenStream=\nListenStream=198.19.0.7:8200\n',
  );
});

test('the side channels are there too, and ask for a secret that root alone can read', () => {
  expect(file('/etc/systemd/system/alcove-agent.socket.d/address.conf').content).toBe(
    '[Socket]\nListenStream=\nListenStream=198.19.0.7:8300\n',
  );
  expect(file('/etc/alcove/agent.secret')).toMatchObject({
    ...{ content: `${'a'.repeat(64)}\n`, mode: 0o600, uid: 0, gid: 0 },
  });
});

test('the time zone is a link to its rules', () => {
  expect(file('/etc/tmpfiles.d/alcove-desktop.conf').content).toBe(
    'L+ /etc/localtime - - - - /usr/share/zoneinfo/Europe/Berlin\n',
  );
  for (const timeZone of ['../../etc/shadow', 'Europe/Berlin\nf /etc/x', '']) {
    expect(() => desktopFiles({ ...desktop, timeZone })).toThrow(TypeError);
  }
});
