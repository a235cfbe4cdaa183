import { constants, type Stats } from 'node:fs';
import { chmod, lchown, lstat, mkdir, open, readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FatalStepError } from '../../workflows/workflow.ts';
import { DIRECTORY_MODE, FILE_MODE, type ImageRule, imageRules, matches } from '../model/imageContents.ts';

/** Keys are short: what is larger is overwritten so far and cut off. */
const SHRED_BYTES_MAX = 1024 * 1024;

/**
 * Takes out of the copy of a desktop's root what does not go into an image. Repeatable.
 *
 * Whoever was root in the desktop decides what stands where, so nothing is trusted: no link is followed, neither in
 * the way to a path nor at its end. The tree belongs to this process alone meanwhile, so what was looked at stays.
 *
 * Overwriting a file of the copy reaches the copy alone: the blocks that it shares with the desktop's own volume are
 * replaced by new ones, so that the image does not hold the old content any more, and the desktop still does.
 *
 * @param root the directory that was `/` of the desktop
 * @param owner the user and group of this host that is root in it
 * @throws FatalStepError naming a link that stands where a directory or a key should
 */
export async function cleanImage(root: string, owner: number): Promise<void> {
  if (!(await statOf(root))?.isDirectory()) throw new FatalStepError('The root volume has no file system.');
  for (const rule of imageRules) {
    for (const path of await pathsOf(root, rule.path)) await treat(root, owner, path, rule);
  }
}

/** The paths that a rule is about: one, or those that match its star. */
async function pathsOf(root: string, pattern: string): Promise<string[]> {
  const parent = dirname(pattern);
  if (!(await parentIsThere(root, pattern))) return [];
  if (!pattern.includes('*')) return [pattern];
  const names = await readdir(join(root, parent));
  return names.map((name) => join(parent, name)).filter((path) => matches(pattern, path));
}

/** Goes down to the directory that a path is in. @returns whether it is there */
async function parentIsThere(root: string, path: string): Promise<boolean> {
  let directory = '';
  for (const component of dirname(path).split('/').filter(Boolean)) {
    directory = `${directory}/${component}`;
    const stats = await statOf(join(root, directory));
    if (!stats) return false;
    if (stats.isSymbolicLink()) throw linkInTheWay(directory);
    if (!stats.isDirectory()) return false;
  }
  return true;
}

async function treat(root: string, owner: number, path: string, rule: ImageRule): Promise<void> {
  const place = join(root, path);
  const stats = await statOf(place);
  // What a link points to would stay, although everybody believes that it is gone.
  if (stats?.isSymbolicLink() && rule.treatment !== 'delete' && rule.treatment !== 'blank') {
    throw linkInTheWay(path);
  }
  switch (rule.treatment) {
    case 'delete':
      await remove(place);
      return;
    case 'blank':
      await remove(place);
      await makeFile(place, owner, rule.mode ?? FILE_MODE);
      return;
    case 'shred':
      if (stats?.isDirectory()) await shredDirectory(place);
      else if (stats) await shredFile(place, stats);
      return;
    case 'empty':
    case 'files':
      if (!stats?.isDirectory()) {
        await remove(place);
        await makeDirectory(place, owner, rule.mode ?? DIRECTORY_MODE);
        return;
      }
      await emptyDirectory(root, path, rule);
      if (rule.mode !== undefined) await chmod(place, rule.mode);
  }
}

async function emptyDirectory(root: string, path: string, rule: ImageRule): Promise<void> {
  for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
    const below = join(path, entry.name);
    if (rule.except?.includes(below)) continue;
    if (rule.treatment === 'files' && entry.isDirectory()) await emptyDirectory(root, below, rule);
    else await remove(join(root, below));
  }
}

/** Shreds what is in a directory, which itself stays. */
async function shredDirectory(place: string): Promise<void> {
  for (const entry of await readdir(place, { withFileTypes: true })) {
    const below = join(place, entry.name);
    if (entry.isDirectory()) {
      await shredDirectory(below);
      await rmdir(below);
    } else {
      await shredFile(below, await lstat(below));
    }
  }
}

/** Overwrites a file's content, whatever other names it has, and takes this name away. */
async function shredFile(place: string, stats: Stats): Promise<void> {
  if (stats.isFile()) {
    // It cannot be a link or a pipe any more, but that is cheap to make sure of.
    const file = await open(place, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const length = Math.min(stats.size, SHRED_BYTES_MAX);
      await file.truncate(length);
      await file.write(Buffer.alloc(length), 0, length, 0);
      // Without this, the blocks would be given back before anything was written to them.
      await file.sync();
    } finally {
      await file.close();
    }
  }
  await unlink(place);
}

/** Removes whatever is there; links themselves, not what they point to. */
function remove(place: string): Promise<void> {
  return rm(place, { recursive: true, force: true });
}

async function makeDirectory(place: string, owner: number, mode: number): Promise<void> {
  await mkdir(place);
  await chmod(place, mode);
  await lchown(place, owner, owner);
}

async function makeFile(place: string, owner: number, mode: number): Promise<void> {
  const file = await open(place, 'wx', mode);
  try {
    await file.chmod(mode);
    await file.chown(owner, owner);
  } finally {
    await file.close();
  }
}

async function statOf(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const linkInTheWay = (path: string) =>
  new FatalStepError(
    `InvalidImage.Link: ${path} is a link, and what it points to would come into the image: put a directory or file in its place, and make the image again.`,
  );
