import type { Database } from '../../database/database.ts';
import { defineWorkflow, type RunFailure, type Workflow } from '../../workflows/workflow.ts';
import type { StateChange } from '../model/stateGraph.ts';
import type { WorkspaceState } from '../model/states.ts';
import { migrate, terminate, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, deleteWorkspace, lockWorkspace } from '../store/workspaces.ts';
import { allocateAddresses } from './addresses.ts';
import { bringUp } from './bringUp.ts';
import type { LifecycleDeps } from './deps.ts';
import { createRootVolume, removeVolumes } from './desktopVolumes.ts';
import { currentImage } from './instance.ts';
import { deleteMachineAccount, ensureMachineAccount } from './machineAccount.ts';
import { moveFolders, retireProfile } from './migratedProfile.ts';
import { bringBack, copyUserVolume, migratingUser, planMigration, setAside } from './migrationSource.ts';
import { shownError } from './provisioningError.ts';
import { removeAddresses } from './removal.ts';
import { awaitHealth } from './session.ts';

/** An image that is not there yet is built first. */
const IMAGE_TIMEOUT_MS = 3_600_000;
const RETRIES = { retries: 4, backoffMs: 250 };

/**
 * Makes the WorkSpace that takes the place of another, with the other's user volume. The original is frozen meanwhile
 * and goes when the new one is AVAILABLE; when that fails, all of the new one goes and the original is what it was,
 * its programs too. The run's key is the original. The new one has no other run: it cannot be terminated before this
 * one ends, and nothing else is done to a PENDING WorkSpace.
 */
export function migrateWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    migrate,
    async (run) => {
      const { workspaceId: sourceId } = run.input;
      const plan = await run.step('plan', () => planMigration(deps, sourceId), RETRIES);
      const { targetId } = plan;
      const user = await run.step('user', () => migratingUser(deps, targetId), RETRIES);
      await run.step('original', () => setAside(deps, plan), {
        ...RETRIES,
        undo: (_, { signal }) => bringBack(deps, plan, signal),
      });
      await run.step('addresses', () => allocateAddresses(deps, targetId), {
        ...RETRIES,
        undo: () => removeAddresses(deps, targetId),
      });
      await run.step('machine-account', () => ensureMachineAccount(deps, targetId), {
        ...RETRIES,
        undo: () => deleteMachineAccount(deps, targetId),
      });
      const image = await run.step('image', () => currentImage(deps, targetId), RETRIES);
      await run.step(
        'volumes',
        async ({ signal }) => {
          await createRootVolume(deps, targetId, image, signal);
          await copyUserVolume(deps, plan);
        },
        { ...RETRIES, timeoutMs: IMAGE_TIMEOUT_MS, undo: () => removeVolumes(deps, targetId) },
      );
      const oldProfile = await run.step('profile', () => retireProfile(deps, plan, user), RETRIES);
      await bringUp(run, deps, targetId, user);
      await run.step(
        'folders',
        async ({ signal }) => {
          // A restart of the engine or the host in between stops the new desktop.
          await awaitHealth(deps, targetId, signal);
          await moveFolders(deps, plan, user, oldProfile, signal);
        },
        RETRIES,
      );
      await run.transaction('migrated', (database) => takePlace(deps, database, sourceId, targetId));
    },
    (database, failure, { workspaceId }) => putBack(deps, database, failure, workspaceId),
  );
}

/** The new one is there; the original goes with everything that it has. */
async function takePlace(
  deps: LifecycleDeps,
  database: Database,
  sourceId: string,
  targetId: string,
): Promise<void> {
  const at = deps.clock.now();
  await changeState(database, targetId, 'provisioned', { at, available_at: at, migrated_from: null });
  const change = { at, return_state: null, error_code: null, error_message: null };
  await changeState(database, sourceId, 'migrated', change);
  await deps.queue.enqueue(database, terminate, sourceId, { workspaceId: sourceId });
}

/** How an original gets back to the state that it was in. */
const undoneTo: Readonly<Partial<Record<WorkspaceState, StateChange>>> = {
  AVAILABLE: 'migrationUndone',
  STOPPED: 'migrationUndoneStopped',
  ERROR: 'migrationUndoneError',
};

/** The new one, of which all is undone, disappears, and the original is back. */
async function putBack(
  deps: LifecycleDeps,
  database: Database,
  failure: RunFailure,
  sourceId: string,
): Promise<void> {
  const source = await lockWorkspace(database, sourceId);
  if (source?.state !== 'SUSPENDED' || source.migrated_to === null) return;
  const at = deps.clock.now();
  // First the new one: of a user's WorkSpaces all but one stand aside.
  await changeState(database, source.migrated_to, 'terminate', { at });
  await changeState(database, source.migrated_to, 'terminated', { at });
  await deleteWorkspace(database, source.migrated_to);
  const by = undoneTo[source.return_state ?? 'ERROR'] ?? 'migrationUndoneError';
  // What was wrong with an ERROR is more to its owner than why it could not be migrated.
  const shown = by === 'migrationUndoneError' ? {} : shownMigrationError(failure);
  await changeState(database, sourceId, by, { at, ...shown, migrated_to: null, return_state: null });
}

function shownMigrationError(failure: RunFailure): { error_code: string; error_message: string } {
  const { code, message } = shownError(failure);
  if (code !== 'ProvisioningFailed') return { error_code: code, error_message: message };
  const place = failure.step === undefined ? '' : ` in the step ${failure.step}`;
  return {
    error_code: 'MigrationFailed',
    error_message: `The WorkSpace could not be migrated, and is as it was: it failed${place} (${failure.message}).`,
  };
}
