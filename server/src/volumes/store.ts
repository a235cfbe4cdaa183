import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  copyFile,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mounts } from '../base/mounts.ts';
import { until } from '../base/until.ts';
import { command } from './command.ts';
import { growFileSystem, makeFileSystem, mountedAt, mountFile } from './fileSystem.ts';
import { ensurePool, exists, type PoolOptions, poolFiles } from './pool.ts';
import {
  type CreateVolume,
  VolumeError,
  type VolumeInformation,
  type Volumes,
  type VolumeUsage,
} from './volumes.ts';

const GIB = 1024 ** 3;
/** A pool on a full disk loses what desktops write: volumes are refused while there is still room for that. */
const FREE_BYTES_MIN = 2 * GIB;
const SUFFIX = '.volume';
/** What was not finished when a process was killed; never a volume. */
const UNFINISHED = '.unfinished-';
const UNMOUNT_TIMEOUT_MS = 10_000;

/**
 * Opens the pool of a directory, which is made when missing. Needs root.
 * @param options with `mend`, which is for the one process that makes volumes: it removes what an earlier one did
 * not finish
 */
export async function openVolumes(options: PoolOptions & { mend?: boolean }): Promise<Volumes> {
  const directory = await ensurePool(options);
  const store = new VolumeStore(directory);
  if (options.mend) await store.clearUnfinished();
  return store;
}

class VolumeStore implements Volumes {
  readonly #directory: string;
  readonly #files: ReturnType<typeof poolFiles>;

  constructor(directory: string) {
    this.#directory = directory;
    this.#files = poolFiles(directory);
  }

  async create(name: string, { sizeGib, source, owner = 0 }: CreateVolume): Promise<void> {
    if (await this.exists(name)) return;
    await this.#checkSpace();
    await this.#finish(name, async (file) => {
      if (source === undefined) {
        await writeFile(file, '', { mode: 0o600 });
        await truncate(file, sizeGib * GIB);
        await makeFileSystem(file, owner);
        await rm(`${file}.prototype`);
      } else {
        await this.#clone(source, file);
        await atLeast(file, sizeGib * GIB);
      }
    });
  }

  async copy(from: string, to: string): Promise<void> {
    if (await this.exists(to)) return;
    await this.#checkSpace();
    await this.#finish(to, (file) => this.#clone(from, file));
  }

  async replace(name: string, source: string): Promise<void> {
    const mounted = await mountedAt(this.#fileOf(name));
    if (mounted !== undefined) throw new VolumeError('Failed', `The volume ${name} is in use at ${mounted}.`);
    const { size } = (await this.exists(name)) ? await stat(this.#fileOf(name)) : { size: 0 };
    await this.#checkSpace();
    await this.#finish(name, async (file) => {
      await this.#clone(source, file);
      await atLeast(file, size);
    });
  }

  async grow(name: string, sizeGib: number): Promise<void> {
    const file = await this.#present(name);
    const { size } = await stat(file);
    await atLeast(file, sizeGib * GIB);
    const path = await mountedAt(file);
    if (path === undefined) return;
    try {
      await growFileSystem(file, path);
    } catch (error) {
      await truncate(file, size); // or the next mount would enlarge it after all
      throw error;
    }
  }

  async delete(name: string): Promise<void> {
    await this.unmount(name);
    await rm(this.#fileOf(name), { force: true });
    await removeDirectory(this.#mountPointOf(name));
  }

  exists(name: string): Promise<boolean> {
    return exists(this.#fileOf(name));
  }

  async list(): Promise<VolumeInformation[]> {
    const files = (await readdir(this.#files.volumes)).filter((file) => file.endsWith(SUFFIX)).sort();
    return Promise.all(
      files.map(async (file) => ({
        name: file.slice(0, -SUFFIX.length),
        sizeGib: (await stat(join(this.#files.volumes, file))).size / GIB,
      })),
    );
  }

  async mount(name: string, path: string): Promise<void> {
    const file = await this.#present(name);
    const mounted = await mountedAt(file);
    if (mounted === path) return;
    if (mounted !== undefined) await this.unmount(name);
    await clear(path);
    await mountFile(file, path);
  }

  async unmount(name: string): Promise<void> {
    const file = this.#fileOf(name);
    for (let path = await mountedAt(file); path !== undefined; path = await mountedAt(file)) {
      const target = path;
      // Namespaces with a copy of the mount keep the file system going: what is written must be in the file all the same.
      await command('sync', '--file-system', target);
      // A tool of the engine may look into it for a moment.
      await until(() => command('umount', target), { intervalMs: 100, timeoutMs: UNMOUNT_TIMEOUT_MS });
    }
  }

  async mountPoint(name: string): Promise<string> {
    const path = this.#mountPointOf(name);
    await mkdir(path, { recursive: true, mode: 0o711 });
    return path;
  }

  async usage(name: string): Promise<VolumeUsage> {
    const path = await mountedAt(await this.#present(name));
    if (path === undefined) throw new VolumeError('Failed', `The volume ${name} is not mounted.`);
    const { blocks, bfree, bsize } = await statfs(path);
    return { sizeBytes: blocks * bsize, usedBytes: (blocks - bfree) * bsize };
  }

  /** Removes what earlier processes began and did not finish. */
  async clearUnfinished(): Promise<void> {
    for (const file of await readdir(this.#files.volumes)) {
      if (file.startsWith(UNFINISHED)) await rm(join(this.#files.volumes, file), { force: true });
    }
  }

  /** Lets `make` write a file beside the volumes, which then becomes the volume at once and for good. */
  async #finish(name: string, make: (file: string) => Promise<void>): Promise<void> {
    const file = this.#fileOf(name);
    const unfinished = join(this.#files.volumes, `${UNFINISHED}${randomUUID()}`);
    try {
      await make(unfinished);
      await rename(unfinished, file);
    } finally {
      await rm(unfinished, { force: true });
    }
    await synchronize(this.#files.volumes);
  }

  async #clone(source: string, file: string): Promise<void> {
    const from = await this.#present(source);
    const mounted = await mountedAt(from);
    // What programs have written by now is in the copy, too.
    if (mounted !== undefined) await command('sync', '--file-system', mounted);
    await copyFile(from, file, constants.COPYFILE_FICLONE_FORCE);
  }

  async #present(name: string): Promise<string> {
    const file = this.#fileOf(name);
    if (await exists(file)) return file;
    throw new VolumeError('NotFound', `There is no volume ${name}.`);
  }

  /** The pool's own file system may be larger than what the host's disk still holds. */
  async #checkSpace(): Promise<void> {
    for (const directory of [this.#directory, this.#files.volumes]) {
      const { bavail, bsize } = await statfs(directory);
      if (bavail * bsize >= FREE_BYTES_MIN) continue;
      throw new VolumeError(
        'NoSpace',
        `The disk of ${dirname(directory)} is all but full: make room there, or terminate WorkSpaces that are not needed.`,
      );
    }
  }

  #fileOf(name: string): string {
    if (!/^[a-z0-9][a-z0-9.@-]*$/.test(name))
      throw new VolumeError('Failed', `"${name}" is no name of a volume.`);
    return join(this.#files.volumes, `${name}${SUFFIX}`);
  }

  #mountPointOf(name: string): string {
    return join(this.#files.mounts, name);
  }
}

/** Takes away what is mounted at the path: a volume whose file somebody has removed. */
async function clear(path: string): Promise<void> {
  const stale = (await mounts()).filter(({ target }) => target === path);
  for (const { target } of stale) await command('umount', '--lazy', target);
}

async function atLeast(file: string, bytes: number): Promise<void> {
  if ((await stat(file)).size < bytes) await truncate(file, bytes);
}

/** Makes renames in the directory, and the files' contents with them, outlast a power cut. */
async function synchronize(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeDirectory(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
