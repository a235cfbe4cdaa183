import { defineWorkflow, FatalStepError, type Workflow } from '../../workflows/workflow.ts';
import { imageVolume } from '../model/volumeNames.ts';
import { copyImage, deleteImage, type ImageInput } from '../model/workflows.ts';
import { findImage, finishImage } from '../store/images.ts';
import { copyRoot, failImage } from './createImage.ts';
import type { LifecycleDeps } from './deps.ts';

const RETRIES = { retries: 3, backoffMs: 500 };
/** A deletion is never given up: nobody else would free the space. */
const UNTIL_DONE = { retries: Number.MAX_SAFE_INTEGER, backoffMs: 500, backoffMsMax: 60_000 };

/** Gives an image the content of the one that it is a copy of: PENDING to AVAILABLE or ERROR. */
export function copyImageWorkflow(deps: LifecycleDeps): Workflow<ImageInput> {
  return defineWorkflow(
    copyImage,
    async (run) => {
      const { imageId } = run.input;
      await run.step('copy', () => copyFromSource(deps, imageId), {
        ...RETRIES,
        undo: () => deps.volumes.delete(imageVolume(imageId)),
      });
      await run.transaction('copied', (database) => finishImage(database, imageId, { state: 'AVAILABLE' }));
    },
    (database, failure, { imageId }) => failImage(database, imageId, failure),
  );
}

async function copyFromSource(deps: LifecycleDeps, imageId: string): Promise<void> {
  const image = await findImage(deps.database, imageId);
  if (!image?.source_image_id) throw new FatalStepError(`There is no image ${imageId}.`);
  await copyRoot(deps, imageVolume(image.source_image_id), imageId);
}

/** Removes the volume of an image whose row is gone. */
export function deleteImageWorkflow({ volumes }: LifecycleDeps): Workflow<ImageInput> {
  return defineWorkflow(deleteImage, async (run) => {
    const { imageId } = run.input;
    await run.step('volume', () => volumes.delete(imageVolume(imageId)), UNTIL_DONE);
  });
}
