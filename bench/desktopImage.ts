import { settings } from '../server/src/config/settings.ts';
import type { Engine } from '../server/src/engine/index.ts';
import { imageInCache, loadRecipe } from '../server/src/images/index.ts';

/** Gives the engine itself the image that desktops are made from, for what is measured beside them. @returns its alias */
export async function desktopImage(engine: Engine): Promise<string> {
  const image = imageInCache(
    await loadRecipe('desktop'),
    `${settings['images.cacheDirectory'].default}/images`,
  );
  await engine.ensureImage(image);
  return image.alias;
}
