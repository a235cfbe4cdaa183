import { ofPlace } from '../model/place.ts';
import { listSnapshots } from '../store/snapshots.ts';
import { findWorkspace } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { workspaceNotFound } from './errors.ts';

/** Lists what a WorkSpace can be rebuilt and restored from, the latest first: each snapshot holds both volumes. */
export const DescribeWorkspaceSnapshots: WorkspacesOperation<'DescribeWorkspaceSnapshots'> = async (
  context,
  { WorkspaceId: workspaceId = '' },
  deps,
) => {
  const row = ofPlace(await findWorkspace(deps.database, workspaceId), context);
  if (!row) throw workspaceNotFound(workspaceId);
  const snapshots = await listSnapshots(deps.database, workspaceId);
  const described = snapshots.map(({ takenAt }) => ({ SnapshotTime: takenAt }));
  return { RebuildSnapshots: described, RestoreSnapshots: described };
};
