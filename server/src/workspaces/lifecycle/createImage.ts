import { join } from 'node:path';
import type { Database } from '../../database/database.ts';
import {
  defineWorkflow,
  FatalStepError,
  type RunFailure,
  StepError,
  type Workflow,
} from '../../workflows/workflow.ts';
import { imageRefusal } from '../model/imageChecks.ts';
import { imageVolume, rootVolume } from '../model/volumeNames.ts';
import { createImage, type ImageInput } from '../model/workflows.ts';
import { findImage, finishImage } from '../store/images.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { tellingWhy } from './desktopVolumes.ts';
import { checkImage } from './imageChecker.ts';
import { cleanImage } from './imageCleaning.ts';
import { shownError } from './provisioningError.ts';
import { awaitHealth, shutDown, startSession } from './session.ts';

const ENGINE_TIMEOUT_MS = 300_000;
const CLEANING_TIMEOUT_MS = 1_800_000;
const RETRIES = { retries: 3, backoffMs: 500 };

/**
 * Makes an image of a WorkSpace, which is SUSPENDED: the image goes from PENDING to AVAILABLE or ERROR, and the
 * WorkSpace back to AVAILABLE in both cases. The desktop is shut down for the moment in which its root is copied, so
 * that the image holds what its programs wrote at their end.
 */
export function createImageWorkflow(deps: LifecycleDeps): Workflow<ImageInput> {
  return defineWorkflow(
    createImage,
    async (run) => {
      const { imageId } = run.input;
      const workspaceId = await run.step('source', () => sourceOf(deps.database, imageId));
      await run.step('checks', ({ signal }) => refuseUnfit(deps, workspaceId, signal), {
        ...RETRIES,
        timeoutMs: ENGINE_TIMEOUT_MS,
      });
      await run.step('shutdown', () => shutDown(deps, workspaceId), {
        ...{ ...RETRIES, timeoutMs: ENGINE_TIMEOUT_MS },
        undo: (_, { signal }) => startSession(deps, workspaceId, signal),
      });
      await run.step('copy', () => copyRoot(deps, rootVolume(workspaceId), imageId), {
        ...RETRIES,
        undo: () => deps.volumes.delete(imageVolume(imageId)),
      });
      await run.step('session', ({ signal }) => startSession(deps, workspaceId, signal), {
        ...{ ...RETRIES, timeoutMs: ENGINE_TIMEOUT_MS },
      });
      await run.step('clean', () => cleanVolume(deps, imageId), {
        ...{ ...RETRIES, timeoutMs: CLEANING_TIMEOUT_MS },
      });
      await untilHealthy(() =>
        run.step('health', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 1 }),
      );
      await run.transaction('created', async (database) => {
        await finishImage(database, imageId, { state: 'AVAILABLE' });
        await release(deps, database, workspaceId);
      });
    },
    async (database, failure, { imageId }) => {
      await failImage(database, imageId, failure);
      const image = await findImage(database, imageId);
      if (image?.source_workspace_id) await release(deps, database, image.source_workspace_id);
    },
  );
}

async function sourceOf(database: Database, imageId: string): Promise<string> {
  const image = await findImage(database, imageId);
  if (!image?.source_workspace_id) throw new FatalStepError(`There is no image ${imageId}.`);
  return image.source_workspace_id;
}

async function refuseUnfit(deps: LifecycleDeps, workspaceId: string, signal: AbortSignal): Promise<void> {
  const refusal = imageRefusal(await checkImage(deps.engine, workspaceId, signal));
  if (refusal !== undefined) throw new FatalStepError(`ImageCheckFailed: ${refusal}`);
}

/** Copies a root to the image's. */
export function copyRoot(
  { volumes }: Pick<LifecycleDeps, 'volumes'>,
  from: string,
  imageId: string,
): Promise<void> {
  return tellingWhy(() => volumes.copy(from, imageVolume(imageId)));
}

async function cleanVolume({ volumes, engine }: LifecycleDeps, imageId: string): Promise<void> {
  const volume = imageVolume(imageId);
  const path = await volumes.mountPoint(volume);
  await volumes.mount(volume, path);
  try {
    await cleanImage(join(path, 'rootfs'), await engine.rootOwner());
  } finally {
    await volumes.unmount(volume);
  }
}

/** The image is good, however the desktop that it was made of does: if badly, its health is shown as ever. */
async function untilHealthy(wait: () => Promise<void>): Promise<void> {
  try {
    await wait();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
  }
}

/** Sets an image that could not be made to ERROR, with the reason. */
export async function failImage(database: Database, imageId: string, failure: RunFailure): Promise<void> {
  const { code, message } = shownError(failure);
  await finishImage(database, imageId, {
    state: 'ERROR',
    ...(code === 'ProvisioningFailed'
      ? { code: 'ImageCreationFailed', message: `The image could not be made (${failure.message}).` }
      : { code, message }),
  });
}

async function release(deps: LifecycleDeps, database: Database, workspaceId: string): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'SUSPENDED' || row.migrated_to !== null) return;
  await changeState(database, workspaceId, 'imageCreated', { at: deps.clock.now() });
}
