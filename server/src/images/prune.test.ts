import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pruneImages } from './prune.ts';
import { imageVersion, loadRecipe } from './recipe.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'images-'));
});

afterEach(() => rm(directory, { recursive: true }));

test('images of these recipes, new packages and foreign files stay', async () => {
  const recipe = await loadRecipe('controller');
  const current = `controller-${imageVersion(recipe)}`;
  for (const name of [current, 'controller-0123456789ab', '.building-desktop-x1', 'packages', 'notes']) {
    await mkdir(join(directory, name));
  }
  const now = new Date('2026-06-01T00:00:00Z');
  for (const [name, day] of [
    ['new.deb', '2026-05-20'],
    ['old.deb', '2026-04-20'],
  ] as const) {
    await writeFile(join(directory, 'packages', name), '');
    await utimes(join(directory, 'packages', name), new Date(day), new Date(day));
  }

  expect(await pruneImages(directory, [recipe], now)).toEqual(['controller-0123456789ab']);

  expect((await readdir(directory)).toSorted()).toEqual([current, 'lock', 'notes', 'packages'].toSorted());
  expect(await readdir(join(directory, 'packages'))).toEqual(['new.deb']);
});

test('a cache that holds no package yet', async () => {
  expect(await pruneImages(directory, [], new Date())).toEqual([]);
});
