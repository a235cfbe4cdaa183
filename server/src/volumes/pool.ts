import { constants } from 'node:fs';
import {
  copyFile,
  mkdir,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  statfs,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { mounts } from '../base/mounts.ts';
import { command } from './command.ts';
import { growFileSystem, mountedAt } from './fileSystem.ts';
import { VolumeError } from './volumes.ts';

const GIB = 1024 ** 3;

export interface PoolOptions {
  /** A directory of the pool alone. */
  directory: string;
  /** Size of the file that holds the pool, where it needs one; 0: that of the file system around it. */
  sizeGib: number;
}

/** Where everything of a pool is. */
export function poolFiles(directory: string) {
  return {
    /** Holds the pool's file system where the host's own does not share blocks between files. */
    image: join(directory, 'pool.xfs'),
    pool: join(directory, 'pool'),
    /** The volumes, a file each. */
    volumes: join(directory, 'pool', 'volumes'),
    mounts: join(directory, 'mounts'),
  };
}

/**
 * Makes sure that the pool's directory is on a file system whose files can share blocks: the host's own where that
 * can (XFS, btrfs), otherwise XFS in a sparse file. Right after a restart of the host too.
 * @returns the directory's real path, by which the kernel knows the files
 * @throws VolumeError
 */
export async function ensurePool({ directory: path, sizeGib }: PoolOptions): Promise<string> {
  // Users' files are behind this: only root passes, and the engine's unprivileged instances by their own mounts.
  await mkdir(path, { recursive: true, mode: 0o711 });
  const directory = await realpath(path);
  const files = poolFiles(directory);
  await mkdir(files.pool, { recursive: true, mode: 0o700 });
  await mkdir(files.mounts, { recursive: true, mode: 0o711 });
  if (!(await exists(files.volumes)) && !(await sharesBlocks(files.pool))) {
    await ensureImage(files.image, sizeGib, directory);
    if ((await mountedAt(files.image)) !== files.pool) {
      await command('mount', '-t', 'xfs', '-o', 'loop,nodev,nosuid,noexec,discard', files.image, files.pool);
    }
    await growFileSystem(files.image, files.pool);
  }
  await mkdir(files.volumes, { recursive: true, mode: 0o700 });
  return directory;
}

/** Unmounts everything of the pool, whoever still uses it; what is stored stays. Nothing there counts as done. */
export async function releasePool(path: string): Promise<void> {
  if (!(await exists(path))) return;
  const directory = await realpath(path);
  const files = poolFiles(directory);
  const names = (await exists(files.volumes)) ? await readdir(files.volumes) : [];
  for (const name of names) await unmountFile(join(files.volumes, name));
  // What is mounted below but has no file any more.
  const below = (await mounts()).filter(({ target }) => target.startsWith(`${files.mounts}/`));
  for (const { target } of below.reverse()) await command('umount', '--lazy', target);
  await unmountFile(files.image);
}

async function unmountFile(file: string): Promise<void> {
  for (let target = await mountedAt(file); target !== undefined; target = await mountedAt(file)) {
    await command('umount', '--lazy', target);
  }
}

/** Removes the pool with everything in it. Nothing there counts as done. */
export async function destroyPool(directory: string): Promise<void> {
  await releasePool(directory);
  await rm(directory, { recursive: true, force: true });
}

async function ensureImage(image: string, sizeGib: number, directory: string): Promise<void> {
  const bytes = sizeGib === 0 ? await sizeOfFileSystem(directory) : sizeGib * GIB;
  if (await exists(image)) {
    if (sizeGib > 0 && (await stat(image)).size < bytes) await truncate(image, bytes);
    return;
  }
  const unfinished = `${image}.new`;
  await rm(unfinished, { force: true });
  await writeFile(unfinished, '', { mode: 0o600 });
  await truncate(unfinished, bytes);
  await command('mkfs.xfs', '-q', '-m', 'reflink=1', unfinished);
  await rename(unfinished, image);
}

async function sizeOfFileSystem(directory: string): Promise<number> {
  const { blocks, bsize } = await statfs(directory);
  return Math.floor((blocks * bsize) / GIB) * GIB;
}

/** Whether a copy of a file in the directory can share the file's blocks. */
async function sharesBlocks(directory: string): Promise<boolean> {
  const probe = join(directory, '.probe');
  const copy = join(directory, '.probe-copy');
  await writeFile(probe, 'probe');
  try {
    await copyFile(probe, copy, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'EINVAL' || code === 'ENOSYS') return false;
    throw new VolumeError('Failed', `The directory ${directory} cannot hold volumes: ${String(error)}`, {
      cause: error,
    });
  } finally {
    await rm(probe, { force: true });
    await rm(copy, { force: true });
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
