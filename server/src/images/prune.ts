import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFile } from './lock.ts';
import { imageVersion, type Recipe } from './recipe.ts';

/** How the directory of a build that is under way begins. */
export const BUILDING_PREFIX = '.building-';

/** How long a downloaded package is kept for later builds. */
const PACKAGE_DAYS = 30;

/**
 * Removes what the cache holds for nobody: images of other recipes than these, leftovers of killed builds,
 * and old packages. Waits for a build that is under way.
 * @returns the directories of images that were removed
 */
export async function pruneImages(
  cacheDirectory: string,
  recipes: readonly Recipe[],
  now: Date,
): Promise<string[]> {
  const packages = join(cacheDirectory, 'packages');
  await mkdir(packages, { recursive: true });
  const lock = await lockFile(join(cacheDirectory, 'lock'));
  try {
    await removeLeftovers(cacheDirectory);
    await removeOldPackages(packages, now);
    const wanted = new Set(recipes.map((recipe) => `${recipe.name}-${imageVersion(recipe)}`));
    const removed = (await readdir(cacheDirectory)).filter(
      (name) => /^[a-z-]+-[0-9a-f]{12}$/.test(name) && !wanted.has(name),
    );
    await Promise.all(removed.map((name) => rm(join(cacheDirectory, name), { recursive: true })));
    return removed;
  } finally {
    await lock.release();
  }
}

/** Removes what killed builds left. The caller holds the lock, so no living build has a directory. */
export async function removeLeftovers(cacheDirectory: string): Promise<void> {
  const leftovers = (await readdir(cacheDirectory)).filter((name) => name.startsWith(BUILDING_PREFIX));
  await Promise.all(
    leftovers.map((name) => rm(join(cacheDirectory, name), { recursive: true, force: true })),
  );
}

async function removeOldPackages(directory: string, now: Date): Promise<void> {
  const oldest = now.getTime() - PACKAGE_DAYS * 24 * 3600 * 1000;
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.deb'));
  for (const name of names) {
    const path = join(directory, name);
    if ((await stat(path)).mtimeMs < oldest) await rm(path);
  }
}
