import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import type { Settings } from '../config/settings.ts';
import type { Engine } from '../engine/index.ts';
import { buildImage, loadRecipe, type RecipeName } from '../images/index.ts';

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
  const image = await buildImage({
    recipe: await loadRecipe(name),
    cacheDirectory: imagesDirectory(settings),
    log,
    signal,
  });
  await engine.ensureImage(image);
  return image.alias;
}
