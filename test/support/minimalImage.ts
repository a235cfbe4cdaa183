import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ImageFiles } from '../../server/src/engine/index.ts';

const run = promisify(execFile);

const PACKAGES = ['systemd-sysv', 'dbus', 'iproute2', 'iputils-ping', 'netcat-openbsd', 'bind9-host'];
const CACHE = join(tmpdir(), 'alcove-test-images');

/** A minimal Debian with systemd and network tools, built once per machine: a minute, then nothing. */
export async function minimalImage(): Promise<ImageFiles> {
  const directory = join(CACHE, 'minimal-1');
  if (!existsSync(directory)) await build(directory);
  return {
    alias: 'test-minimal',
    metadataPath: join(directory, 'metadata.tar'),
    rootfsPath: join(directory, 'rootfs.squashfs'),
  };
}

async function build(directory: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, 'build-'));
  try {
    const root = join(work, 'root');
    await run('mmdebstrap', ['--variant=minbase', `--include=${PACKAGES.join(',')}`, 'bookworm', root]);
    await run('mksquashfs', [root, join(work, 'rootfs.squashfs'), '-comp', 'zstd', '-no-progress']);
    await rm(root, { recursive: true });
    const { stdout: architecture } = await run('uname', ['-m']);
    await writeFile(
      join(work, 'metadata.yaml'),
      `architecture: ${architecture}creation_date: 1700000000\nproperties: {description: minimal}\n`,
    );
    await run('tar', ['-C', work, '-cf', join(work, 'metadata.tar'), 'metadata.yaml']);
    await rename(work, directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
