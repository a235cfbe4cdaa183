import { open, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Mount, mounts } from '../base/mounts.ts';
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

async function mountsOf(file: string): Promise<Mount[]> {
  const devices = await devicesOf(file);
  if (devices.length === 0) return [];
  return (await mounts()).filter(({ source }) => devices.includes(source));
}

/**
 * The loop devices of a file. By its inode: the kernel's name of a file changes when the file system that it lies on
 * has been unmounted and mounted again while somebody had it open.
 */
async function devicesOf(file: string): Promise<string[]> {
  const { ino, dev } = await stat(file).catch(orMissing);
  return (await loops()).filter((loop) => loop.inode === ino && loop.dev === dev).map(({ device }) => device);
}

function orMissing(error: NodeJS.ErrnoException): { ino: number; dev: number } {
  if (error.code === 'ENOENT') return { ino: 0, dev: 0 };
  throw error;
}

interface Loop {
  device: string;
  /** Of the file behind it, as stat(2) has them. */
  inode: number;
  dev: number;
}

const loopsSchema = z.object({
  loopdevices: z.array(
    z.object({ name: z.string(), 'back-ino': z.number().nullable(), 'back-maj:min': z.string().nullable() }),
  ),
});

/** All loop devices of this host that have a file. */
export async function loops(): Promise<Loop[]> {
  const output = await command('losetup', '--list', '--json', '--output', 'NAME,BACK-INO,BACK-MAJ:MIN');
  // Nothing at all is printed where there is none.
  if (output.trim() === '') return [];
  return loopsSchema.parse(JSON.parse(output)).loopdevices.map((loop) => ({
    device: loop.name,
    inode: loop['back-ino'] ?? 0,
    dev: deviceNumber(loop['back-maj:min'] ?? '0:0'),
  }));
}

/** A device's major and minor number as stat(2) puts them into one (makedev(3), of which the low 32 bits are in use). */
function deviceNumber(text: string): number {
  const [major = 0, minor = 0] = text.trim().split(':').map(Number);
  return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xff) << 12);
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
