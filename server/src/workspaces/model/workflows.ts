import type { WorkflowName } from '../../workflows/workflow.ts';

/** Runs about one WorkSpace; their key is its id. */
export interface WorkspaceInput {
  readonly [key: string]: string;
  workspaceId: string;
}

/** Runs about one registration; their key is the directory's id, so that they wait for its creation. */
export interface RegistrationInput {
  readonly [key: string]: string;
  directoryId: string;
}

export const provision: WorkflowName<WorkspaceInput> = { type: 'workspaces.provision' };
export const terminate: WorkflowName<WorkspaceInput> = { type: 'workspaces.terminate' };
/** Brings an AVAILABLE WorkSpace's desktop back after the host or the engine was restarted. */
export const recover: WorkflowName<WorkspaceInput> = { type: 'workspaces.recover' };
/** Its key is {@link invitationKey}: a mail server that is away holds nothing else up. */
export const deliverInvitation: WorkflowName<WorkspaceInput> = { type: 'workspaces.deliverInvitation' };
export const registerDirectory: WorkflowName<RegistrationInput> = { type: 'workspaces.registerDirectory' };
export const deregisterDirectory: WorkflowName<RegistrationInput> = {
  type: 'workspaces.deregisterDirectory',
};

export const invitationKey = (workspaceId: string) => `${workspaceId}/invitation`;
