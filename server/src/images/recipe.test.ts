import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { imageVersion, loadRecipe } from './recipe.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recipe-'));
  await write('base/packages', '# first\nsystemd\n\niproute2 # for addresses\n');
  await write('base/customize', '#!/bin/sh\n');
  await write('base/overlay/etc/a', 'a');
  await write('controller/packages', 'samba\n');
  await write('controller/customize', '#!/bin/sh\n');
  await write('controller/overlay/etc/b', 'b');
});

afterEach(() => rm(directory, { recursive: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(join(directory, dirname(path)), { recursive: true });
  await writeFile(join(directory, path), content);
}

const version = async () => imageVersion(await loadRecipe('controller', directory), 'x64');

test('a recipe is the base and its own layer', async () => {
  const recipe = await loadRecipe('controller', directory);
  expect(recipe.packages.toSorted()).toEqual(['iproute2', 'samba', 'systemd']);
  expect(recipe.overlays).toEqual([join(directory, 'base/overlay'), join(directory, 'controller/overlay')]);
  expect(recipe.customizations).toEqual([
    join(directory, 'controller/customize'),
    join(directory, 'base/customize'),
  ]);
});

test('the version is stable and short', async () => {
  expect(await version()).toMatch(/^[0-9a-f]{12}$/);
  expect(await version()).toBe(await version());
});

test.each([
  ['a file changes', () => write('base/overlay/etc/a', 'b')],
  ['a file is added', () => write('controller/overlay/etc/c', '')],
  ['a file moves', () => rm(join(directory, 'base/overlay/etc/a')).then(() => write('base/overlay/a', 'a'))],
  ['a script becomes executable', () => chmod(join(directory, 'controller/customize'), 0o755)],
])('the version changes when %s', async (_, change) => {
  const before = await version();
  await change();
  expect(await version()).not.toBe(before);
});

test('the version depends on the architecture', async () => {
  const recipe = await loadRecipe('controller', directory);
  expect(imageVersion(recipe, 'arm64')).not.toBe(imageVersion(recipe, 'x64'));
});

test('the recipes of the house have what a build needs', async () => {
  for (const name of ['controller', 'desktop'] as const) {
    const recipe = await loadRecipe(name);
    expect(recipe.packages).toContain('systemd');
    for (const layer of ['base', name]) {
      expect(recipe.files.find((file) => file.path === `${layer}/customize`)?.executable).toBe(true);
    }
  }
});

test('the Plus desktop is the desktop with more on top, and needs no script of its own', async () => {
  const [plain, plus] = [await loadRecipe('desktop'), await loadRecipe('desktop-plus')];
  expect(plus.packages).toEqual(expect.arrayContaining([...plain.packages, 'libreoffice-writer']));
  expect(plus.overlays.slice(0, -1)).toEqual(plain.overlays);
  expect(plus.customizations).toEqual(plain.customizations);
  expect(imageVersion(plus)).not.toBe(imageVersion(plain));
});
