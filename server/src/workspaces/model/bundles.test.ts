import { expect, it } from 'vitest';
import { findPublicBundle, findPublicImage, publicBundles, publicImages, recipeOf } from './bundles.ts';
import { computeTypes } from './computeTypes.ts';
import { isVolumeGroup } from './volumes.ts';

it('is a catalogue of bundles that can be launched', () => {
  expect(new Set(publicBundles.map((bundle) => bundle.bundleId)).size).toBe(publicBundles.length);
  expect(new Set(publicBundles.map((bundle) => bundle.name)).size).toBe(publicBundles.length);
  for (const bundle of publicBundles) {
    expect(bundle.bundleId).toMatch(/^wsb-[0-9a-z]{9}$/);
    expect(isVolumeGroup(bundle)).toBe(true);
    expect(findPublicBundle(bundle.bundleId)).toBe(bundle);
    expect(bundle.rootVolumeGib).toBeGreaterThanOrEqual(
      findPublicImage(bundle.imageId)?.rootVolumeGib ?? 9999,
    );
  }
});

it('has every compute type without a graphics processor, plain and Plus', () => {
  const types = Object.entries(computeTypes).filter(([, { gpus }]) => gpus === 0);
  for (const image of publicImages) {
    const bundles = publicBundles.filter((bundle) => bundle.imageId === image.imageId);
    expect(bundles.map((bundle) => bundle.computeType)).toEqual(types.map(([name]) => name));
  }
});

it('keeps the identifiers that stand in scripts', () => {
  expect(publicBundles.map((bundle) => bundle.bundleId)).toEqual([
    ...['wsb-d12value0', 'wsb-d12stand0', 'wsb-d12perfo0', 'wsb-d12power0', 'wsb-d12pwpro0'],
    ...['wsb-d12gp4xl0', 'wsb-d12gp8xl0'],
    ...['wsb-d12valup0', 'wsb-d12stanp0', 'wsb-d12perfp0', 'wsb-d12powep0', 'wsb-d12pwprp0'],
    ...['wsb-d12gp4xp0', 'wsb-d12gp8xp0'],
  ]);
});

it('says what an image is built from', () => {
  expect(recipeOf('wsi-d12xfce00')).toBe('desktop');
  expect(recipeOf('wsi-d12plus00')).toBe('desktop-plus');
  expect(recipeOf('wsi-000000000')).toBeUndefined();
});
