import type { Workflow } from '../../workflows/workflow.ts';
import { deliverInvitationWorkflow } from '../invitations/deliver.ts';
import type { ImageInput, RegistrationInput, SnapshotInput, WorkspaceInput } from '../model/workflows.ts';
import { checkUserWorkflow } from './checkUser.ts';
import { copyImageWorkflow, deleteImageWorkflow } from './copyImage.ts';
import { createImageWorkflow } from './createImage.ts';
import type { LifecycleDeps } from './deps.ts';
import { maintainWorkflow } from './maintain.ts';
import { migrateWorkflow } from './migrate.ts';
import { modifyWorkflow } from './modify.ts';
import { provisionWorkflow } from './provision.ts';
import { rebootWorkflow } from './reboot.ts';
import { rebuildWorkflow } from './rebuild.ts';
import { recoverWorkflow } from './recover.ts';
import { deregisterDirectoryWorkflow, registerDirectoryWorkflow } from './registration.ts';
import { restoreWorkflow } from './restore.ts';
import { takeSnapshotWorkflow } from './snapshot.ts';
import { startWorkflow } from './start.ts';
import { stopWorkflow } from './stop.ts';
import { terminateWorkflow } from './terminate.ts';

export type { LifecycleDeps } from './deps.ts';
export { checkImage } from './imageChecker.ts';
export { findLeftovers, type Leftover, removeLeftovers } from './leftovers.ts';
export { type MaintenanceRefusal, requestMaintenance } from './maintenanceSchedule.ts';
export { findMissing, type Missing, mendMissing } from './missing.ts';
export { type Monitor, monitors } from './monitors.ts';
export { requestSnapshot } from './snapshotSchedule.ts';

/** The workflows of WorkSpaces, for worker processes to register. */
export function workflows(
  deps: LifecycleDeps,
): (
  | Workflow<WorkspaceInput>
  | Workflow<ImageInput>
  | Workflow<SnapshotInput>
  | Workflow<RegistrationInput>
)[] {
  return [
    provisionWorkflow(deps),
    terminateWorkflow(deps),
    migrateWorkflow(deps),
    modifyWorkflow(deps),
    recoverWorkflow(deps),
    startWorkflow(deps),
    stopWorkflow(deps),
    rebootWorkflow(deps),
    maintainWorkflow(deps),
    takeSnapshotWorkflow(deps),
    rebuildWorkflow(deps),
    restoreWorkflow(deps),
    checkUserWorkflow(deps),
    createImageWorkflow(deps),
    copyImageWorkflow(deps),
    deleteImageWorkflow(deps),
    deliverInvitationWorkflow(deps),
    registerDirectoryWorkflow(deps),
    deregisterDirectoryWorkflow(),
  ];
}
