import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import type { Settings } from '../config/settings.ts';
import type { Engine } from '../engine/index.ts';
import {
  buildImage,
  EMPTY_IMAGE_ALIAS,
  loadRecipe,
  type RecipeName,
  unpackImage,
  withEmptyImage,
} from '../images/index.ts';
import type { Volumes } from '../volumes/index.ts';

/** Where built images are kept. */
export function imagesDirectory(settings: Settings): string {
  return join(settings['images.cacheDirectory'], 'images');
}

/** Builds the recipe's image unless the cache has it, and gives it to the engine. @returns its alias there */
export async function ensureRecipeImage(
  name: RecipeName,
  engine: Engine,
  settings: Settings,
  log: Logger,
  signal: AbortSignal,
): Promise<string> {
  const image = await buildRecipe(name, settings, log, signal);
  await engine.ensureImage(image);
  return image.alias;
}

async function buildRecipe(name: RecipeName, settings: Settings, log: Logger, signal: AbortSignal) {
  const recipe = await loadRecipe(name);
  return buildImage({ recipe, cacheDirectory: imagesDirectory(settings), log, signal });
}

/** Gives the engine the image without files, once. @returns its alias there */
export async function ensureEmptyImage(engine: Engine): Promise<string> {
  if (!(await engine.imageExists(EMPTY_IMAGE_ALIAS)))
    await withEmptyImage((image) => engine.ensureImage(image));
  return EMPTY_IMAGE_ALIAS;
}

/** The smallest root volume that a WorkSpace may have: its image fits into each. */
const ROOT_VOLUME_GIB = 80;

export interface RecipeVolumeDeps {
  engine: Engine;
  volumes: Volumes;
  settings: Settings;
  log: Logger;
}

/**
 * Builds the recipe's image unless the cache has it, and unpacks it into a volume that roots are copies of.
 * @returns the volume's name
 */
export async function ensureRecipeVolume(
  name: RecipeName,
  { engine, volumes, settings, log }: RecipeVolumeDeps,
  signal: AbortSignal,
): Promise<string> {
  const image = await buildRecipe(name, settings, log, signal);
  const volume = `${image.alias}.root`;
  if (await volumes.exists(volume)) return volume;
  const unfinished = `${volume}.unpacking`;
  await volumes.delete(unfinished);
  await volumes.create(unfinished, { sizeGib: ROOT_VOLUME_GIB });
  const path = await volumes.mountPoint(unfinished);
  await volumes.mount(unfinished, path);
  await unpackImage(image.rootfsPath, join(path, 'rootfs'), await engine.rootOwner(), signal);
  await volumes.unmount(unfinished);
  await volumes.copy(unfinished, volume);
  await volumes.delete(unfinished);
  return volume;
}

/** Callers of one name at the same time share one run of `work`, which the first one's signal does not end. */
export function shared<Result>(
  work: (name: string) => Promise<Result>,
): (name: string, signal: AbortSignal) => Promise<Result> {
  const running = new Map<string, Promise<Result>>();
  return async (name, signal) => {
    signal.throwIfAborted();
    const run = running.get(name) ?? work(name).finally(() => running.delete(name));
    running.set(name, run);
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([run, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}
