import type { WorkflowName } from '../../workflows/workflow.ts';

/** Runs about one WorkSpace; their key is its id. */
export interface WorkspaceInput {
  readonly [key: string]: string;
  workspaceId: string;
}

export interface SnapshotInput extends WorkspaceInput {
  /** `schedule`: taken where one is due; `request`: in any case. */
  reason: 'schedule' | 'request';
}

/** Runs about one image. */
export interface ImageInput {
  readonly [key: string]: string;
  imageId: string;
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
export const start: WorkflowName<WorkspaceInput> = { type: 'workspaces.start' };
export const stop: WorkflowName<WorkspaceInput> = { type: 'workspaces.stop' };
export const reboot: WorkflowName<WorkspaceInput> = { type: 'workspaces.reboot' };
/** Carries out the row's `wanted_change`. */
export const modify: WorkflowName<WorkspaceInput> = { type: 'workspaces.modify' };
export const takeSnapshot: WorkflowName<SnapshotInput> = { type: 'workspaces.takeSnapshot' };
/** Its key is {@link userCheckKey}: its answer is waited for. */
export const checkUser: WorkflowName<WorkspaceInput> = { type: 'workspaces.checkUser' };
export const rebuild: WorkflowName<WorkspaceInput> = { type: 'workspaces.rebuild' };
export const restore: WorkflowName<WorkspaceInput> = { type: 'workspaces.restore' };
/** Its key is the original; the row's `migrated_to` names the successor. */
export const migrate: WorkflowName<WorkspaceInput> = { type: 'workspaces.migrate' };
export const maintain: WorkflowName<WorkspaceInput> = { type: 'workspaces.maintain' };
/** Its key is the WorkSpace that the image is made from. */
export const createImage: WorkflowName<ImageInput> = { type: 'workspaces.createImage' };
/** Their key is the image. */
export const copyImage: WorkflowName<ImageInput> = { type: 'workspaces.copyImage' };
export const deleteImage: WorkflowName<ImageInput> = { type: 'workspaces.deleteImage' };
/** Its key is {@link invitationKey}: a mail server that is away holds nothing else up. */
export const deliverInvitation: WorkflowName<WorkspaceInput> = { type: 'workspaces.deliverInvitation' };
export const registerDirectory: WorkflowName<RegistrationInput> = { type: 'workspaces.registerDirectory' };
export const deregisterDirectory: WorkflowName<RegistrationInput> = {
  type: 'workspaces.deregisterDirectory',
};

export const userCheckKey = (workspaceId: string) => `${workspaceId}/user`;
export const invitationKey = (workspaceId: string) => `${workspaceId}/invitation`;
