import { expect, it } from 'vitest';
import { findPublicBundle, publicBundles } from './bundles.ts';
import { isVolumeGroup } from './volumes.ts';

it('is a catalogue of bundles that can be launched', () => {
  expect(new Set(publicBundles.map((bundle) => bundle.bundleId)).size).toBe(publicBundles.length);
  for (const bundle of publicBundles) {
    expect(bundle.bundleId).toMatch(/^wsb-[0-9a-z]{9}$/);
    expect(isVolumeGroup(bundle)).toBe(true);
    expect(findPublicBundle(bundle.bundleId)).toBe(bundle);
  }
});
