import { link, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLeftOut } from '../model/imageContents.ts';
import { type DesktopConfiguration, desktopFiles } from './desktopFiles.ts';
import { cleanImage } from './imageCleaning.ts';

let outside: string;
let root: string;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'alcove-image-'));
  root = join(outside, 'rootfs');
  for (const directory of ['etc/ssh', 'etc/alcove', 'var/cache/apt', 'var/log', 'var/lib', 'tmp', 'home']) {
    await mkdir(join(root, directory), { recursive: true });
  }
});
afterEach(() => rm(outside, { recursive: true }));

const owner = process.getuid?.() ?? 0;
const clean = () => cleanImage(root, owner);

async function write(path: string, content = 'secret'): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

const exists = async (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

it('takes out all that makes a desktop one user’s', async () => {
  const desktop: DesktopConfiguration = {
    workspaceId: 'ws-1a2b3c4d5',
    account: {
      computerName: 'WSAMZN-4KX09QZ7',
      domainName: 'corp.example.com',
      netbiosName: 'CORP',
      realm: 'CORP.EXAMPLE.COM',
      keytab: 'BQI=',
      controllerAddresses: ['10.0.1.10'],
    },
    user: { userName: 'demo' },
    management: { address: '198.19.0.7', prefixLength: 16 },
    vpc: { address: '10.0.1.20', prefixLength: 24, gateway: '10.0.1.1' },
    display: { certificatePem: 'CERTIFICATE', privateKeyPem: 'KEY', password: 'password' },
    agentSecret: 'a'.repeat(64),
    localAdministrator: true,
    timeZone: 'Europe/Berlin',
  };
  const files = desktopFiles(desktop);
  for (const file of files) {
    expect(isLeftOut(file.path), file.path).toBe(true);
    await write(file.path);
  }
  await clean();
  for (const file of files) expect(await exists(join(root, file.path)), file.path).toBe(false);
  expect(await exists(join(root, 'etc/alcove'))).toBe(true);
  expect(await exists(join(root, 'var/lib/extrausers'))).toBe(true);
});

it('keeps the rest, and leaves directories that programs need', async () => {
  await write('usr/local/bin/tool', 'tool');
  await write('etc/ssh/sshd_config', 'config');
  await write('etc/ssh/ssh_host_rsa_key');
  await write('etc/ssh/ssh_host_rsa_key.pub');
  await write('etc/machine-id', '0123456789abcdef');
  await write('var/cache/apt/archives/x.deb');
  await write('var/cache/debconf/config.dat', 'answers');
  await write('tmp/.hidden/x');
  await write('home/demo/x');
  await write('var/log/journal/x/system.journal');
  await clean();
  expect(await readFile(join(root, 'usr/local/bin/tool'), 'utf8')).toBe('tool');
  expect(await readdir(join(root, 'etc/ssh'))).toEqual(['sshd_config']);
  expect(await readFile(join(root, 'etc/machine-id'), 'utf8')).toBe('');
  expect(await readdir(join(root, 'var/cache/apt/archives'))).toEqual([]);
  expect(await readFile(join(root, 'var/cache/debconf/config.dat'), 'utf8')).toBe('answers');
  expect(await readdir(join(root, 'home'))).toEqual([]);
  expect(await readdir(join(root, 'tmp'))).toEqual([]);
  expect((await lstat(join(root, 'tmp'))).mode & 0o7777).toBe(0o1777);
  expect((await lstat(join(root, 'var/tmp'))).mode & 0o7777).toBe(0o1777);
  expect(await readdir(join(root, 'var/log/journal/x'))).toEqual([]);
});

it('overwrites what it shreds, so that another name of the file does not keep it', async () => {
  await write('etc/krb5.keytab', 'the key');
  await link(join(root, 'etc/krb5.keytab'), join(root, 'etc/another-name'));
  await clean();
  expect(await exists(join(root, 'etc/krb5.keytab'))).toBe(false);
  expect(await readFile(join(root, 'etc/another-name'))).toEqual(Buffer.alloc(7));
});

it('may be done again', async () => {
  await write('etc/krb5.keytab');
  await clean();
  await clean();
  expect(await readFile(join(root, 'etc/machine-id'), 'utf8')).toBe('');
});

it.each([
  ['a directory on the way', 'etc/systemd/system', 'etc/systemd/system/alcove-health.socket.d'],
  ['a directory that is emptied', 'var/cache', ''],
  ['a directory that is shredded', 'etc/alcove', ''],
  ['a key', 'etc/krb5.keytab', ''],
])('refuses a link in the place of %s, and leaves alone what it points to', async (_, path) => {
  const target = join(outside, 'host');
  await mkdir(join(target, 'alcove-health.socket.d'), { recursive: true });
  for (const name of ['precious', 'alcove-health.socket.d/address.conf']) {
    await writeFile(join(target, name), 'precious');
  }
  await rm(join(root, path), { recursive: true, force: true });
  await mkdir(dirname(join(root, path)), { recursive: true });
  await symlink(target, join(root, path));
  await expect(clean()).rejects.toThrow(`/${path} is a link`);
  expect((await readdir(target)).sort()).toEqual(['alcove-health.socket.d', 'precious']);
  expect(await readFile(join(target, 'alcove-health.socket.d/address.conf'), 'utf8')).toBe('precious');
});

it('removes links in directories that it empties, not what they point to', async () => {
  const target = join(outside, 'host');
  await mkdir(target);
  await writeFile(join(target, 'precious'), 'precious');
  await write('etc/alcove/display.key');
  for (const path of [
    'tmp/link',
    'var/cache/apt/link',
    'var/log/link',
    'etc/alcove/link',
    'etc/machine-id',
  ]) {
    await symlink(path.startsWith('tmp') ? target : join(target, 'precious'), join(root, path));
  }
  await clean();
  expect(await readFile(join(target, 'precious'), 'utf8')).toBe('precious');
  expect(await readdir(join(root, 'tmp'))).toEqual([]);
  expect(await readdir(join(root, 'var/cache/apt'))).toEqual([]);
  expect(await readdir(join(root, 'etc/alcove'))).toEqual([]);
  expect((await lstat(join(root, 'etc/machine-id'))).isFile()).toBe(true);
});

it('is not held up by pipes, huge files or directories where a key should be', async () => {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  await promisify(execFile)('mkfifo', [join(root, 'etc/alcove/pipe')]);
  await promisify(execFile)('truncate', ['--size=1P', join(root, 'etc/alcove/huge')]).catch(() => undefined);
  await write('etc/krb5.keytab/inside/key');
  await clean();
  expect(await readdir(join(root, 'etc/alcove'))).toEqual([]);
  expect(await readdir(join(root, 'etc/krb5.keytab'))).toEqual([]);
});
