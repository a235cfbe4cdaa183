import type { Workflow } from '../../workflows/workflow.ts';
import { deliverInvitationWorkflow } from '../invitations/deliver.ts';
import type { RegistrationInput, WorkspaceInput } from '../model/workflows.ts';
import type { LifecycleDeps } from './deps.ts';
import { provisionWorkflow } from './provision.ts';
import { rebootWorkflow } from './reboot.ts';
import { recoverWorkflow } from './recover.ts';
import { deregisterDirectoryWorkflow, registerDirectoryWorkflow } from './registration.ts';
import { startWorkflow } from './start.ts';
import { stopWorkflow } from './stop.ts';
import { terminateWorkflow } from './terminate.ts';

export type { LifecycleDeps } from './deps.ts';
export { findLeftovers, type Leftover, removeLeftovers } from './leftovers.ts';
export { type Monitor, monitors } from './monitors.ts';

/** The workflows of WorkSpaces, for worker processes to register. */
export function workflows(deps: LifecycleDeps): (Workflow<WorkspaceInput> | Workflow<RegistrationInput>)[] {
  return [
    provisionWorkflow(deps),
    terminateWorkflow(deps),
    recoverWorkflow(deps),
    startWorkflow(deps),
    stopWorkflow(deps),
    rebootWorkflow(deps),
    deliverInvitationWorkflow(deps),
    registerDirectoryWorkflow(deps),
    deregisterDirectoryWorkflow(),
  ];
}
