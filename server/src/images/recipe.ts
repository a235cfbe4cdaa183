import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What can be built: each has a directory of this name beside `base` in the directory of recipes. */
export type RecipeName = 'controller' | 'desktop' | 'desktop-plus';

/** The directories that a recipe is put together from: what stands in a later one comes on top. */
const layersOf: Readonly<Record<RecipeName, readonly string[]>> = {
  controller: ['base', 'controller'],
  desktop: ['base', 'desktop'],
  'desktop-plus': ['base', 'desktop', 'desktop-plus'],
};

/** How an image is made: Debian packages, files laid over them, and a script that finishes the work. */
export interface Recipe {
  name: RecipeName;
  /** Codename of the Debian release. */
  suite: string;
  /** Names of packages, without those that they depend on. */
  packages: readonly string[];
  /** Directories that are copied over `/`, in this order, owned by root. */
  overlays: readonly string[];
  /** Executables that get the new system's root as their argument, in this order. */
  customizations: readonly string[];
  /** Every file that the recipe consists of. */
  files: readonly RecipeFile[];
}

export interface RecipeFile {
  /** Relative to the directory of recipes. */
  path: string;
  executable: boolean;
  content: Buffer;
}

/** Raised whenever the builder itself makes something different of the same recipe. */
const BUILDER_VERSION = 2;

const SUITE = 'bookworm';

/** The recipes that come with Alcove. */
export const recipesDirectory = fileURLToPath(new URL('../../../desktop-image', import.meta.url));

/** Reads a recipe with all its layers. */
export async function loadRecipe(name: RecipeName, directory = recipesDirectory): Promise<Recipe> {
  const layers = layersOf[name];
  const files = (await Promise.all(layers.map((layer) => filesBelow(directory, layer)))).flat();
  return {
    name,
    suite: SUITE,
    packages: files
      .filter((file) => layers.some((layer) => file.path === `${layer}/packages`))
      .flatMap(packageNames),
    overlays: layers.map((layer) => join(directory, layer, 'overlay')),
    // The base has the last word: it clears away what building left behind.
    customizations: layers
      .filter((layer) => files.some((file) => file.path === `${layer}/customize`))
      .toReversed()
      .map((layer) => join(directory, layer, 'customize')),
    files,
  };
}

/** A short hash of everything that decides what the image contains, except the day's versions of the packages. */
export function imageVersion(recipe: Recipe, architecture: string = process.arch): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([BUILDER_VERSION, recipe.name, recipe.suite, architecture]));
  for (const file of recipe.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(JSON.stringify([file.path, file.executable, file.content.length]));
    hash.update(file.content);
  }
  return hash.digest('hex').slice(0, 12);
}

function packageNames(file: RecipeFile): string[] {
  return file.content
    .toString()
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

async function filesBelow(directory: string, layer: string): Promise<RecipeFile[]> {
  const entries = await readdir(join(directory, layer), { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const [content, { mode }] = await Promise.all([readFile(path), stat(path)]);
        return { path: relative(directory, path), executable: (mode & 0o100) !== 0, content };
      }),
  );
}
