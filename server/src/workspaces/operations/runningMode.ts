import { canBeStopped } from '../model/runningModes.ts';
import type { WorkspaceRow } from '../store/workspaces.ts';
import { notSupported } from './errors.ts';

/** "You cannot stop a WorkSpace unless it has a running mode of AutoStop or Manual" (API reference); nor start it. */
export function requireStoppable(row: WorkspaceRow, done: 'started' | 'stopped'): void {
  if (canBeStopped(row.running_mode)) return;
  throw notSupported(
    `The WorkSpace ${row.workspace_id} has the running mode ${row.running_mode} and cannot be ${done}.`,
  );
}
