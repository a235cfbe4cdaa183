import { existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { ExpectedError } from '../base/expectedError.ts';
import type { Logger } from '../base/log.ts';
import type { ImageFiles } from '../engine/engine.ts';
import { type DebianArchive, hostArchive } from './archive.ts';
import { CommandError, run, runContained } from './command.ts';
import { lockFile } from './lock.ts';
import { packMetadata } from './metadata.ts';
import { type BuildProgress, ProgressReader } from './progress.ts';
import { BUILDING_PREFIX, removeLeftovers } from './prune.ts';
import { imageVersion, type Recipe } from './recipe.ts';

export interface BuildOptions {
  recipe: Recipe;
  /** Where finished images and downloaded packages are kept, such as `/var/cache/alcove/images`. */
  cacheDirectory: string;
  log: Logger;
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
  /** Where the packages come from; by default, where the host's own come from. */
  archive?: DebianArchive;
  clock?: Clock;
}

export interface BuiltImage extends ImageFiles {
  version: string;
}

/** An image could not be built; the message says why and what to do. */
export class ImageBuildError extends ExpectedError {
  override name = 'ImageBuildError';
}

/**
 * The image that a recipe describes, from the cache, or built there from Debian's packages. Needs root.
 * Builders of all processes wait for each other; a build that is killed leaves nothing that the next one trips over.
 * @throws ImageBuildError
 */
export async function buildImage(options: BuildOptions): Promise<BuiltImage> {
  const { recipe, cacheDirectory, onProgress, log, signal } = options;
  const image = imageInCache(recipe, cacheDirectory);
  if (isBuilt(image)) return image;
  await checkHost(cacheDirectory);
  onProgress?.({ phase: 'waiting', fraction: 0 });
  const lock = await lockFile(join(cacheDirectory, 'lock'), signal);
  try {
    if (!isBuilt(image)) {
      await removeLeftovers(cacheDirectory);
      const started = performance.now();
      await build(options, image);
      log.info({ image: image.alias, seconds: (performance.now() - started) / 1000 }, 'image built');
    }
  } finally {
    await lock.release();
  }
  onProgress?.({ phase: 'done', fraction: 1 });
  return image;
}

/** Where the image stands once it is built. */
export function imageInCache(recipe: Recipe, cacheDirectory: string): BuiltImage {
  const version = imageVersion(recipe);
  const directory = join(cacheDirectory, `${recipe.name}-${version}`);
  return {
    version,
    alias: `alcove-${recipe.name}-${version}`,
    metadataPath: join(directory, 'metadata.tar'),
    rootfsPath: join(directory, 'rootfs.squashfs'),
  };
}

/** The directory appears by one rename, so its being there says that it is complete. */
function isBuilt(image: BuiltImage): boolean {
  return existsSync(image.rootfsPath);
}

async function build(options: BuildOptions, image: BuiltImage): Promise<void> {
  const { recipe, cacheDirectory } = options;
  const progress = new ProgressReader();
  const directory = await mkdtemp(join(cacheDirectory, `${BUILDING_PREFIX}${recipe.name}-`));
  try {
    await bootstrap(options, directory, progress);
    options.onProgress?.(progress.enter('packing'));
    await pack(options, directory, image.version);
    await rm(join(directory, 'root'), { recursive: true, force: true });
    await rename(join(directory, 'image'), join(image.rootfsPath, '..'));
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error instanceof CommandError ? explained(error, recipe) : error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Installs the packages below `root`, lays the overlays over them and runs the recipe's scripts. */
async function bootstrap(options: BuildOptions, directory: string, progress: ProgressReader): Promise<void> {
  const { recipe, cacheDirectory, signal, onProgress, log } = options;
  const archive = options.archive ?? (await hostArchive(recipe.suite));
  const packageCache = join(cacheDirectory, 'packages');
  await mkdir(packageCache, { recursive: true });
  const overlays = await Promise.all(
    recipe.overlays.map((overlay, i) => packOverlay(overlay, join(directory, `${i}.tar`))),
  );
  const onLine = (line: string) => {
    log.trace({ image: recipe.name }, line);
    const change = progress.read(line);
    if (change !== undefined) onProgress?.(change);
  };
  await runContained(
    'mmdebstrap',
    [
      '--mode=root',
      '--variant=minbase',
      '--format=directory',
      '--verbose',
      '--skip=download/empty,essential/unlink',
      ...[...APT_OPTIONS, ...archive.options].map((option) => `--aptopt=${option}`),
      ...DPKG_OPTIONS.map((option) => `--dpkgopt=${option}`),
      `--include=${recipe.packages.join(',')}`,
      '--setup-hook=mkdir -p "$1"/var/cache/apt/archives',
      `--setup-hook=sync-in ${quoted(packageCache)} /var/cache/apt/archives`,
      `--customize-hook=sync-out /var/cache/apt/archives ${quoted(packageCache)}`,
      ...overlays.map((overlay) => `--customize-hook=tar-in ${quoted(overlay)} /`),
      ...recipe.customizations.map((script) => `--customize-hook=${quoted(script)} "$1"`),
      recipe.suite,
      join(directory, 'root'),
      ...archive.sources,
    ],
    { onLine, signal },
  );
}

const APT_OPTIONS = ['Apt::Install-Recommends "false"', 'Acquire::Languages "none"', 'Acquire::Retries "3"'];

/** Manuals and translations are a fifth of the root; licences have to stay. */
const DPKG_OPTIONS = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/help/*',
  'path-exclude=/usr/share/gtk-doc/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  'path-exclude=/usr/share/locale/*',
  'path-include=/usr/share/locale/locale.alias',
  'path-include=/usr/share/locale/en*',
];

/** Files of a checkout belong to whoever made it, with the modes of his umask; in the image they are root's. */
async function packOverlay(overlay: string, archive: string): Promise<string> {
  const ownership = ['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
  await run('tar', ['--create', '--file', archive, ...ownership, '--directory', overlay, '.']);
  return archive;
}

/** Writes the two files that Incus and LXD import. */
async function pack(options: BuildOptions, directory: string, version: string): Promise<void> {
  const { recipe, signal, clock = systemClock } = options;
  const target = join(directory, 'image');
  await mkdir(target);
  const description = {
    title: `Alcove ${recipe.name} ${version}`,
    release: recipe.suite,
    variant: `alcove-${recipe.name}`,
    version,
  };
  await packMetadata(directory, target, { ...description, created: clock.now() });
  const compression = ['-comp', 'zstd', '-Xcompression-level', '1'];
  await runContained(
    'mksquashfs',
    [
      join(directory, 'root'),
      join(target, 'rootfs.squashfs'),
      '-noappend',
      '-quiet',
      '-no-progress',
      ...compression,
      // Instances get devices from the engine, and those without privileges cannot have others.
      ...['-wildcards', '-e', 'dev/*'],
    ],
    { signal },
  );
}

/** As one word for the shell and for mmdebstrap's own hooks. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

const TOOLS = {
  '/usr/bin/mmdebstrap': 'mmdebstrap',
  '/usr/bin/mksquashfs': 'squashfs-tools',
  '/usr/bin/unshare': 'util-linux',
  '/usr/share/keyrings/debian-archive-keyring.gpg': 'debian-archive-keyring',
};

/** The most that a build needs at a time: the root, the packages, and the image. */
const NEEDED_GIB = 4;

async function checkHost(cacheDirectory: string): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new ImageBuildError('Building an image needs root: run the command with sudo.');
  const missing: string[] = [];
  for (const [path, name] of Object.entries(TOOLS)) {
    await access(path).catch(() => missing.push(name));
  }
  if (missing.length > 0) {
    throw new ImageBuildError(
      `Building an image needs packages that are missing: apt-get install ${missing.join(' ')}`,
    );
  }
  await mkdir(cacheDirectory, { recursive: true });
  const { bavail, bsize } = await statfs(cacheDirectory);
  const freeGib = (bavail * bsize) / 2 ** 30;
  if (freeGib < NEEDED_GIB) {
    throw new ImageBuildError(
      `Building an image needs ${NEEDED_GIB} GiB free in ${cacheDirectory}, which has ${freeGib.toFixed(1)} GiB: ` +
        'make room there, or choose another cache directory.',
    );
  }
}

function explained(error: CommandError, recipe: Recipe): ImageBuildError {
  const output = error.output.join('\n');
  const advice =
    KNOWN_CAUSES.find(([pattern]) => pattern.test(output))?.[1] ?? 'The last lines of the build tell more.';
  return new ImageBuildError(
    `The ${recipe.name} image could not be built: ${error.message} ${advice}\n${output}`,
    {
      cause: error,
    },
  );
}

const KNOWN_CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device/,
    'The disk of the cache directory is full: make room, or choose another directory.',
  ],
  [
    /Could not resolve|Could not connect|Connection (failed|timed out|refused)|Failed to fetch|Unable to fetch|Temporary failure/,
    "Debian's archive could not be reached: check the host's network, and the sources and proxy of its apt.",
  ],
  [
    /NO_PUBKEY|is not signed|EXPKEYSIG/,
    'The signature of the archive was refused: update debian-archive-keyring.',
  ],
  [/not valid yet|is expired/, "The archive's dates do not fit this host's clock: set the clock."],
  [
    /Operation not permitted|Permission denied/,
    'The host forbids what a build needs (mounts and namespaces).',
  ],
];
