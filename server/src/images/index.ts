/** The door of the images room: builds the images that desktops and directory controllers start from. */

export type { DebianArchive } from './archive.ts';
export { type BuildOptions, type BuiltImage, buildImage, ImageBuildError, imageInCache } from './build.ts';
export { EMPTY_IMAGE_ALIAS, withEmptyImage } from './empty.ts';
export type { BuildPhase, BuildProgress } from './progress.ts';
export { pruneImages } from './prune.ts';
export { imageVersion, loadRecipe, type Recipe, type RecipeName } from './recipe.ts';
export { unpackImage } from './unpack.ts';
