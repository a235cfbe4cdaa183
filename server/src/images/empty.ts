import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageFiles } from '../engine/engine.ts';
import { run } from './command.ts';
import { packMetadata } from './metadata.ts';

/** The engine's name of an image without files: for instances whose root is a volume of ours. */
export const EMPTY_IMAGE_ALIAS = 'alcove-empty-1';

/** Makes the image without files for as long as `use` runs. */
export async function withEmptyImage(use: (image: ImageFiles) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'alcove-empty-'));
  try {
    const root = join(directory, 'root');
    await mkdir(root);
    const description = { title: 'Alcove instance', release: 'none', variant: 'alcove-empty', version: '1' };
    // Engines take no image without a date.
    const created = new Date('2026-01-01T00:00:00Z');
    await packMetadata(directory, directory, { ...description, created });
    const rootfsPath = join(directory, 'rootfs.squashfs');
    await run('mksquashfs', [root, rootfsPath, '-noappend', '-quiet', '-no-progress']);
    const metadataPath = join(directory, 'metadata.tar');
    await use({ alias: EMPTY_IMAGE_ALIAS, metadataPath, rootfsPath });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
