import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { createInvitation } from '../invitations/create.ts';
import { deliverInvitation, invitationKey, provision, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, lockWorkspace } from '../store/workspaces.ts';
import { allocateAddresses } from './addresses.ts';
import { bringUp } from './bringUp.ts';
import type { LifecycleDeps } from './deps.ts';
import { createRootVolume, createUserVolume, removeVolumes } from './desktopVolumes.ts';
import { currentImage } from './instance.ts';
import { deleteMachineAccount, ensureMachineAccount } from './machineAccount.ts';
import { shownError } from './provisioningError.ts';
import { removeAddresses } from './removal.ts';
import { ensureUser } from './user.ts';

/** An image that is not there yet is built first. */
const IMAGE_TIMEOUT_MS = 3_600_000;
const RETRIES = { retries: 4, backoffMs: 250 };

/**
 * Makes a WorkSpace's desktop: PENDING to AVAILABLE, or, with everything taken back, to ERROR.
 * Every step may be repeated, and finds by the WorkSpace's id what an earlier attempt made.
 */
export function provisionWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    provision,
    async (run) => {
      const { workspaceId } = run.input;
      const user = await run.step('user', () => ensureUser(deps, workspaceId), RETRIES);
      await run.step('addresses', () => allocateAddresses(deps, workspaceId), {
        ...RETRIES,
        undo: () => removeAddresses(deps, workspaceId),
      });
      await run.step('machine-account', () => ensureMachineAccount(deps, workspaceId), {
        ...RETRIES,
        undo: () => deleteMachineAccount(deps, workspaceId),
      });
      const image = await run.step('image', () => currentImage(deps, workspaceId), RETRIES);
      await run.step(
        'volumes',
        async ({ signal }) => {
          await createRootVolume(deps, workspaceId, image, signal);
          await createUserVolume(deps, workspaceId);
        },
        { ...RETRIES, timeoutMs: IMAGE_TIMEOUT_MS, undo: () => removeVolumes(deps, workspaceId) },
      );
      await bringUp(run, deps, workspaceId, user);
      await run.transaction('invitation', (database) =>
        createInvitation(database, { workspaceId, user, settings: deps.invitations, now: deps.clock.now() }),
      );
      await run.transaction('available', async (database) => {
        const at = deps.clock.now();
        await changeState(database, workspaceId, 'provisioned', { at, available_at: at });
        await deps.queue.enqueue(database, deliverInvitation, invitationKey(workspaceId), { workspaceId });
      });
    },
    async (database, failure, { workspaceId }) => {
      const row = await lockWorkspace(database, workspaceId);
      // One that is being terminated meanwhile stays that: its termination waits for this end.
      if (row?.state !== 'PENDING') return;
      const { code, message } = shownError(failure);
      await changeState(database, workspaceId, 'provisioningFailed', {
        at: deps.clock.now(),
        error_code: code,
        error_message: message,
      });
    },
  );
}
