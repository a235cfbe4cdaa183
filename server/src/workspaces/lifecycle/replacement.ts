import type { RunFailure, WorkflowContext } from '../../workflows/workflow.ts';
import { keptVolume, rootVolume, snapshotVolume, userVolume } from '../model/volumeNames.ts';
import type { WorkspaceInput } from '../model/workflows.ts';
import { latestSnapshot } from '../store/snapshots.ts';
import { bringUp } from './bringUp.ts';
import type { LifecycleDeps } from './deps.ts';
import { createUserVolume, unmountVolumes } from './desktopVolumes.ts';
import { shownError } from './provisioningError.ts';
import { removeInstance } from './removal.ts';
import type { DesktopUser } from './user.ts';

/**
 * What rebuilding and restoring have in common: another desktop takes the place of the one that is there, and that
 * one's volumes are kept until the new one works.
 */

const ENGINE_TIMEOUT_MS = 300_000;
export const RETRIES = { retries: 3, backoffMs: 250 };

type Run = WorkflowContext<WorkspaceInput>;

/** Ends the present desktop, and keeps its volumes beside; a run that fails puts them back. */
export async function setAside(run: Run, deps: LifecycleDeps): Promise<void> {
  const { workspaceId } = run.input;
  await run.step('stop', () => removeInstance(deps, workspaceId), {
    ...RETRIES,
    timeoutMs: ENGINE_TIMEOUT_MS,
  });
  await run.step('keep', () => keepVolumes(deps, workspaceId), {
    ...RETRIES,
    undo: (kept) => (kept ? putBack(deps, workspaceId, kept) : forget(deps, workspaceId)),
  });
}

/** Makes another desktop of the volumes that are there now; with that the old ones are done with. */
export async function replace(run: Run, deps: LifecycleDeps, user: DesktopUser): Promise<void> {
  const { workspaceId } = run.input;
  await bringUp(run, deps, workspaceId, user);
  await run.step('forget', () => forget(deps, workspaceId), RETRIES);
}

/** @returns the volumes that there are, each kept as it is now */
async function keepVolumes({ volumes }: LifecycleDeps, workspaceId: string): Promise<string[]> {
  const kept: string[] = [];
  for (const volume of volumesOf(workspaceId)) {
    // What an earlier run could not take away is of another time.
    await volumes.delete(keptVolume(volume));
    if (!(await volumes.exists(volume))) continue;
    await volumes.copy(volume, keptVolume(volume));
    kept.push(volume);
  }
  return kept;
}

/** Puts the volumes back as they were, and removes those that were not there. Repeatable. */
async function putBack(deps: LifecycleDeps, workspaceId: string, kept: readonly string[]): Promise<void> {
  const { volumes } = deps;
  await unmountVolumes(deps, workspaceId);
  for (const volume of volumesOf(workspaceId)) {
    if (!kept.includes(volume)) await volumes.delete(volume);
    else if (await volumes.exists(keptVolume(volume))) await volumes.replace(volume, keptVolume(volume));
  }
  await forget(deps, workspaceId);
}

async function forget({ volumes }: LifecycleDeps, workspaceId: string): Promise<void> {
  for (const volume of volumesOf(workspaceId)) await volumes.delete(keptVolume(volume));
}

const volumesOf = (workspaceId: string) => [rootVolume(workspaceId), userVolume(workspaceId)];

/**
 * Makes the user volume what it was at the latest snapshot. Where there is none yet it stays as it is, or is made
 * empty: what the user has is not thrown away for nothing. Repeatable.
 */
export async function restoreUserVolume(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  await createUserVolume(deps, workspaceId);
  const latest = await latestSnapshot(deps.database, workspaceId);
  if (!latest) return;
  const volume = userVolume(workspaceId);
  await deps.volumes.replace(volume, snapshotVolume(volume, latest.snapshotId));
}

/** What a WorkSpace shows whose run failed, with a code of the operation where no other is known. */
export function replacementError(failure: RunFailure, code: string, done: string) {
  const shown = shownError(failure);
  if (shown.code !== 'ProvisioningFailed') return { error_code: shown.code, error_message: shown.message };
  const place = failure.step === undefined ? '' : ` in the step ${failure.step}`;
  return {
    error_code: code,
    error_message: `The WorkSpace could not be ${done}: it failed${place} (${failure.message}). Its volumes are as they were.`,
  };
}
