import type { WorkflowName } from '../../workflows/workflow.ts';

// The key of a run is the directory's id unless it says otherwise: what concerns one directory happens in the order of its enqueueing.

interface DirectoryInput {
  readonly directoryId: string;
  readonly [key: string]: string;
}

interface RadiusInput extends DirectoryInput {
  /** Which settings are meant: others may have replaced them by the time that the run begins. */
  readonly settingsId: string;
}

export const createDirectory: WorkflowName<DirectoryInput> = { type: 'directories.create' };
export const deleteDirectory: WorkflowName<DirectoryInput> = { type: 'directories.delete' };
/** Its runs have keys of their own ({@link radiusKey}), so that servers that do not answer hold nothing else up. */
export const testRadius: WorkflowName<RadiusInput> = { type: 'directories.test-radius' };
