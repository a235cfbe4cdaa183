import { defineWorkflow, FatalStepError, type Workflow } from '../../workflows/workflow.ts';
import { rootVolume, snapshotVolume } from '../model/volumeNames.ts';
import { restore, type WorkspaceInput } from '../model/workflows.ts';
import { latestSnapshot } from '../store/snapshots.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { ensureMachineAccount } from './machineAccount.ts';
import { RETRIES, replace, replacementError, restoreUserVolume, setAside } from './replacement.ts';
import { workspaceRow } from './row.ts';
import { assignedUser, type DesktopUser } from './user.ts';

/**
 * Puts both volumes of a WorkSpace back to the latest snapshot: RESTORING to AVAILABLE. Addresses stay; the machine
 * account gets a new password, since the keys in the snapshot may be of the one before.
 */
export function restoreWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    restore,
    async (run) => {
      const { workspaceId } = run.input;
      const user = await run.step('user', () => userOrName(deps, workspaceId), RETRIES);
      await setAside(run, deps);
      await run.step('machine-account', () => ensureMachineAccount(deps, workspaceId), RETRIES);
      await run.step('volumes', () => restoreVolumes(deps, workspaceId), RETRIES);
      await replace(run, deps, user);
      await run.transaction('restored', async (database) => {
        const row = await lockWorkspace(database, workspaceId);
        if (row?.state !== 'RESTORING') return;
        await changeState(database, workspaceId, 'restored', { at: deps.clock.now() });
      });
    },
    async (database, failure, { workspaceId }) => {
      const row = await lockWorkspace(database, workspaceId);
      if (row?.state !== 'RESTORING' || failure.cancelled) return;
      const error = replacementError(failure, 'RestoreFailed', 'restored');
      await changeState(database, workspaceId, 'failed', { at: deps.clock.now(), ...error });
    },
  );
}

/** A WorkSpace can be restored whose user cannot sign in now. */
async function userOrName(deps: LifecycleDeps, workspaceId: string): Promise<DesktopUser> {
  const row = await workspaceRow(deps.database, workspaceId);
  return (await assignedUser(deps, workspaceId)) ?? { userName: row.user_name };
}

async function restoreVolumes(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  const latest = await latestSnapshot(deps.database, workspaceId);
  if (!latest) throw new FatalStepError('it has no snapshot');
  const volume = rootVolume(workspaceId);
  await deps.volumes.replace(volume, snapshotVolume(volume, latest.snapshotId));
  await restoreUserVolume(deps, workspaceId);
}
