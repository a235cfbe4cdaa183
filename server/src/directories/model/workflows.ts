import type { WorkflowName } from '../../workflows/workflow.ts';

// The key of every run is the directory's id: what concerns one directory happens in the order of its enqueueing.

interface DirectoryInput {
  readonly directoryId: string;
  readonly [key: string]: string;
}

export const createDirectory: WorkflowName<DirectoryInput> = { type: 'directories.create' };
export const deleteDirectory: WorkflowName<DirectoryInput> = { type: 'directories.delete' };
