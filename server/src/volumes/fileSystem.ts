import { open, stat, writeFile } from 'node:fs/promises';
import { loopDevices, mounts } from '../base/mounts.ts';
import { command } from './command.ts';

/** Copies of one file system have one UUID, which XFS only takes when it is told. Nothing in a volume is a device. */
const MOUNT_OPTIONS = 'loop,nodev,nouuid,discard';

/** XFS, as it grows while mounted and mounts in milliseconds; sharing of blocks is up to the pool below it. */
export async function makeFileSystem(file: string, owner: number): Promise<void> {
  // The third line of a prototype is the root directory (mkfs.xfs(8)).
  const prototype = `${file}.prototype`;
  await writeFile(prototype, `none\n0 0\nd--755 ${owner} ${owner}\n$\n`);
  await command('mkfs.xfs', '-q', '-m', 'reflink=0', '-p', prototype, file);
}

/** Mounts the file at `path`, where its file system becomes as large as the file. */
export async function mountFile(file: string, path: string): Promise<void> {
  await command('mount', '-t', 'xfs', '-o', MOUNT_OPTIONS, file, path);
  await growFileSystem(file, path);
}

/** The directory at which the file is mounted, the latest if there are several. */
export async function mountedAt(file: string): Promise<string | undefined> {
  return (await mountsOf(file)).at(-1)?.target;
}

async function mountsOf(file: string) {
  const devices = (await loopDevices()).filter((loop) => loop.file === file).map(({ device }) => device);
  if (devices.length === 0) return [];
  return (await mounts()).filter(({ source }) => devices.includes(source));
}

/** Makes the file system that is mounted at `path` as large as its file. */
export async function growFileSystem(file: string, path: string): Promise<void> {
  if ((await fileSystemBytes(file)) >= (await stat(file)).size) return;
  for (const { source } of await mountsOf(file)) await command('losetup', '--set-capacity', source);
  await command('xfs_growfs', path);
}

const SUPERBLOCK_BYTES = 16;

/** From the superblock: bytes 4–7 are the size of a block, 8–15 the number of blocks (xfs_format.h, big-endian). */
async function fileSystemBytes(file: string): Promise<number> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(SUPERBLOCK_BYTES), 0, SUPERBLOCK_BYTES, 0);
    return buffer.readUInt32BE(4) * Number(buffer.readBigUInt64BE(8));
  } finally {
    await handle.close();
  }
}
