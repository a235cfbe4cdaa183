import type { Database } from '../../database/database.ts';
import { defineWorkflow, type RunFailure, type Workflow } from '../../workflows/workflow.ts';
import { createInvitation } from '../invitations/create.ts';
import { wayBack } from '../model/rebuildRefusal.ts';
import { userProblem } from '../model/userProblem.ts';
import { rootVolume } from '../model/volumeNames.ts';
import {
  deliverInvitation,
  invitationKey,
  reboot,
  rebuild,
  type WorkspaceInput,
} from '../model/workflows.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import { releaseAddresses, renewAddresses } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { createRootVolume, imageRoot } from './desktopVolumes.ts';
import { currentImage } from './instance.ts';
import { deleteMachineAccount, ensureMachineAccount } from './machineAccount.ts';
import { RETRIES, replace, replacementError, restoreUserVolume, setAside } from './replacement.ts';
import { workspaceRow } from './row.ts';
import { assignedUser, type DesktopUser } from './user.ts';

/** An image that is not there yet is built first. */
const IMAGE_TIMEOUT_MS = 3_600_000;
/** The steps that come before anything is touched. */
const PREPARATIONS = ['user', 'image'];

/**
 * Makes a WorkSpace's desktop anew: REBUILDING to AVAILABLE. Its root is the newest image of its bundle, its user
 * volume that of the latest snapshot, and address, machine account and properties are what the directory gives now.
 * As long as nothing was touched, one that cannot be rebuilt is as it was; later it becomes ERROR, with the volumes
 * that it had. One that never was AVAILABLE is made for the first time.
 */
export function rebuildWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    rebuild,
    async (run) => {
      const { workspaceId } = run.input;
      const user = await run.step('user', () => assignedUser(deps, workspaceId), RETRIES);
      if (user === null) {
        const error = { error_code: userProblem.code, error_message: userProblem.message };
        await run.transaction('refused', (database) => goBack(database, deps, workspaceId, error));
        return;
      }
      const image = await run.step('image', ({ signal }) => newestImage(deps, workspaceId, signal), {
        ...RETRIES,
        timeoutMs: IMAGE_TIMEOUT_MS,
      });
      await setAside(run, deps);
      await run.transaction('addresses', (database) => renewAddresses(deps, database, workspaceId));
      await run.step('machine-account', () => renewMachineAccount(deps, workspaceId), {
        ...RETRIES,
        undo: () => leaveDomain(deps, workspaceId),
      });
      await run.step('volumes', ({ signal }) => rebuildVolumes(deps, workspaceId, image, signal), RETRIES);
      await replace(run, deps, user);
      await run.transaction('rebuilt', (database) => complete(database, deps, workspaceId, user));
    },
    (database, failure, { workspaceId }) => fail(database, deps, workspaceId, failure),
  );
}

/** The image that the bundle has now, once it is on this host. */
async function newestImage(deps: LifecycleDeps, workspaceId: string, signal: AbortSignal): Promise<string> {
  const imageId = await currentImage(deps, workspaceId);
  await imageRoot(deps, imageId, signal);
  return imageId;
}

/** A new account, since one that is there stays in the organizational unit that it is in. Repeatable. */
async function renewMachineAccount(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  await deleteMachineAccount(deps, workspaceId);
  await ensureMachineAccount(deps, workspaceId);
}

/** A WorkSpace that has never been AVAILABLE keeps nothing. */
async function leaveDomain(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  if (row.available_at === null) await deleteMachineAccount(deps, workspaceId);
}

async function rebuildVolumes(
  deps: LifecycleDeps,
  workspaceId: string,
  imageId: string,
  signal: AbortSignal,
): Promise<void> {
  await createRootVolume(deps, workspaceId, imageId, signal);
  await deps.volumes.replace(rootVolume(workspaceId), await imageRoot(deps, imageId, signal));
  await restoreUserVolume(deps, workspaceId);
}

async function complete(
  database: Database,
  deps: LifecycleDeps,
  workspaceId: string,
  user: DesktopUser,
): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'REBUILDING') return;
  const now = deps.clock.now();
  await changeState(database, workspaceId, 'rebuilt', {
    ...{ at: now, available_at: row.available_at ?? now, return_state: null },
  });
  if (row.available_at !== null) return;
  await createInvitation(database, { workspaceId, user, settings: deps.invitations, now });
  await deps.queue.enqueue(database, deliverInvitation, invitationKey(workspaceId), { workspaceId });
}

interface ShownError {
  error_code: string;
  error_message: string;
}

/** Gives a WorkSpace that was not touched its state back, with the reason; a reboot that gave way begins again. */
async function goBack(
  database: Database,
  deps: LifecycleDeps,
  workspaceId: string,
  error: ShownError,
): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'REBUILDING') return;
  const change = wayBack[row.return_state ?? 'ERROR'] ?? 'failed';
  const at = deps.clock.now();
  const state = await changeState(database, workspaceId, change, { at, return_state: null, ...error });
  if (state === 'REBOOTING') await deps.queue.enqueue(database, reboot, workspaceId, { workspaceId });
}

async function fail(
  database: Database,
  deps: LifecycleDeps,
  workspaceId: string,
  failure: RunFailure,
): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  // One that is being terminated meanwhile stays that: its termination waits for this end.
  if (row?.state !== 'REBUILDING' || failure.cancelled) return;
  const error = replacementError(failure, 'RebuildFailed', 'rebuilt');
  if (PREPARATIONS.includes(failure.step ?? '')) return goBack(database, deps, workspaceId, error);
  if (row.available_at === null) await releaseAddresses(database, workspaceId);
  const at = deps.clock.now();
  await changeState(database, workspaceId, 'failed', { at, return_state: null, ...error });
}
