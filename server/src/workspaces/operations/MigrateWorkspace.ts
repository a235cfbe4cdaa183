import { newId } from '../../base/ids.ts';
import { type Database, inTransaction } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import type { Bundle } from '../model/bundles.ts';
import { newComputerName } from '../model/computerNames.ts';
import { computeTypeProblem } from '../model/hostSize.ts';
import { migratedVolumes, migrationProblem } from '../model/migration.ts';
import type { Problem } from '../model/problem.ts';
import { INITIAL_STATE, operationAllowed } from '../model/stateGraph.ts';
import { migrate } from '../model/workflows.ts';
import { bundleOfWorkspace, findBundle } from '../store/bundles.ts';
import { operatingSystemOf } from '../store/operatingSystems.ts';
import { putTags, tagsOf } from '../store/tags.ts';
import { changeState, insertWorkspace, updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { Deps, WorkspacesOperation } from './deps.ts';
import { invalidState, notFound } from './errors.ts';
import { lockOwnWorkspace } from './ownWorkspace.ts';

/**
 * Begins to move a WorkSpace to another bundle: a new WorkSpace is made for its user, and takes its place when it is
 * there. Until then the original stands aside as SUSPENDED; when the new one cannot be made, it is as it was.
 */
export const MigrateWorkspace: WorkspacesOperation<'MigrateWorkspace'> = (context, input, deps) => {
  const { SourceWorkspaceId: sourceId = '', BundleId: bundleId = '' } = input;
  return inTransaction(deps.database, async (transaction) => {
    const source = await lockSource(transaction, context, sourceId);
    const target = await findBundle(transaction, context, bundleId);
    if (!target) throw notFound(bundleId, `The bundle ${bundleId} could not be found.`);
    const sourceBundle = await bundleOfWorkspace(transaction, source);
    await checkBundles(transaction, deps, source, sourceBundle, target);
    const volumes = migratedVolumes(sizesOf(source), sourceBundle, target);
    const targetId = await standAside(transaction, context, source, {
      bundle_id: target.bundleId,
      compute_type: target.computeType,
      root_volume_gib: volumes.rootVolumeGib,
      user_volume_gib: volumes.userVolumeGib,
    });
    await putTags(transaction, targetId, await tagsOf(transaction, sourceId));
    await deps.queue.enqueue(transaction, migrate, sourceId, { workspaceId: sourceId });
    return { SourceWorkspaceId: sourceId, TargetWorkspaceId: targetId };
  });
};

async function lockSource(
  transaction: Database,
  context: RequestContext,
  workspaceId: string,
): Promise<WorkspaceRow> {
  const row = await lockOwnWorkspace(transaction, context, workspaceId);
  if (row.modification_state !== null) {
    throw new ApiError(
      'OperationInProgressException',
      `The properties of the WorkSpace ${workspaceId} are being modified: try again in a moment.`,
    );
  }
  if (!operationAllowed('MigrateWorkspace', row.state)) {
    throw invalidState(`The WorkSpace ${workspaceId} is ${row.state} and cannot be migrated.`);
  }
  return row;
}

async function checkBundles(
  transaction: Database,
  { host }: Deps,
  source: WorkspaceRow,
  sourceBundle: Bundle | undefined,
  target: Bundle,
): Promise<void> {
  const systemOf = (bundle: Bundle) => operatingSystemOf(transaction, bundle.imageId);
  const targetSystem = await systemOf(target);
  refuse(
    migrationProblem(
      {
        bundleId: source.bundle_id,
        operatingSystem: sourceBundle ? await systemOf(sourceBundle) : targetSystem,
      },
      { bundleId: target.bundleId, operatingSystem: targetSystem },
    ) ?? computeTypeProblem(target.computeType, host),
  );
}

/** Sets the original aside and inserts the WorkSpace that is to take its place. @returns the new one's id */
async function standAside(
  transaction: Database,
  context: RequestContext,
  source: WorkspaceRow,
  differences: Pick<WorkspaceRow, 'bundle_id' | 'compute_type' | 'root_volume_gib' | 'user_volume_gib'>,
): Promise<string> {
  const now = context.clock.now();
  await changeState(transaction, source.workspace_id, 'migrate', { at: now, return_state: source.state });
  for (;;) {
    const workspaceId = newId('ws');
    // First, since the user has one WorkSpace that does not stand aside.
    await updateWorkspace(transaction, source.workspace_id, { migrated_to: workspaceId });
    const isInserted = await insertWorkspace(transaction, {
      ...differences,
      workspace_id: workspaceId,
      account_id: source.account_id,
      region: source.region,
      directory_id: source.directory_id,
      user_name: source.user_name,
      state: INITIAL_STATE,
      computer_name: newComputerName(),
      running_mode: source.running_mode,
      auto_stop_timeout_minutes: source.auto_stop_timeout_minutes,
      protocol: source.protocol,
      created_at: now,
      migrated_from: source.workspace_id,
    });
    // Ids and names are random: another turn is needed about once in the life of the universe.
    if (isInserted) return workspaceId;
  }
}

const sizesOf = (row: WorkspaceRow) => ({
  rootVolumeGib: row.root_volume_gib,
  userVolumeGib: row.user_volume_gib,
});

function refuse(problem: Problem | undefined): void {
  if (problem) throw new ApiError(problem.code, problem.message);
}
