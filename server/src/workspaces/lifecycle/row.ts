import type { Database } from '../../database/database.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { findWorkspace, type WorkspaceRow } from '../store/workspaces.ts';

/** The WorkSpace that a run is about, which is there as long as its runs are. */
export async function workspaceRow(database: Database, workspaceId: string): Promise<WorkspaceRow> {
  const row = await findWorkspace(database, workspaceId);
  if (!row) throw new FatalStepError(`There is no WorkSpace ${workspaceId}.`);
  return row;
}
