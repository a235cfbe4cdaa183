import type { AnyWorkflow } from '../../workflows/workflow.ts';
import { createDirectoryWorkflow } from './createDirectory.ts';
import { deleteDirectoryWorkflow } from './deleteDirectory.ts';
import type { LifecycleDeps } from './deps.ts';
import { testRadiusWorkflow } from './testRadius.ts';

export type { LifecycleDeps } from './deps.ts';
export { ensureControllersRunning } from './ensureControllers.ts';

/** The workflows of directories, for workers. */
export function workflows(deps: LifecycleDeps): AnyWorkflow[] {
  return [createDirectoryWorkflow(deps), deleteDirectoryWorkflow(deps), testRadiusWorkflow(deps)];
}
