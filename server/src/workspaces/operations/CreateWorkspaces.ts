import type { FailedCreateWorkspaceRequest, Workspace, WorkspaceRequest } from '@aws-sdk/client-workspaces';
import { newId } from '../../base/ids.ts';
import { type Database, inTransaction } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { newComputerName } from '../model/computerNames.ts';
import { ofPlace } from '../model/place.ts';
import { isProblem } from '../model/problem.ts';
import { INITIAL_STATE } from '../model/stateGraph.ts';
import { provision } from '../model/workflows.ts';
import { planWorkspace, type WorkspacePlan } from '../model/workspaceRequest.ts';
import { findBundle } from '../store/bundles.ts';
import { findWorkspaceOfUser } from '../store/desktops.ts';
import { imageRootVolumeGib } from '../store/imageSizes.ts';
import { lockQuotas } from '../store/locks.ts';
import { quotaOf } from '../store/quotas.ts';
import { lockRegistration } from '../store/registrations.ts';
import { putTags } from '../store/tags.ts';
import { countWorkspaces, findWorkspace, insertWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { Deps, WorkspacesOperation } from './deps.ts';
import { describeWorkspace } from './describeWorkspace.ts';
import { failedRequest } from './failedRequests.ts';

/** Begins to make WorkSpaces, each on its own: it answers at once, and they are PENDING until they are done. */
export const CreateWorkspaces: WorkspacesOperation<'CreateWorkspaces'> = async (context, input, deps) => {
  const PendingRequests: Workspace[] = [];
  const FailedRequests: FailedCreateWorkspaceRequest[] = [];
  for (const request of input.Workspaces ?? []) {
    try {
      const row = await inTransaction(deps.database, (transaction) =>
        createOne(transaction, context, deps, request),
      );
      PendingRequests.push(describeWorkspace(row));
    } catch (error) {
      FailedRequests.push({ WorkspaceRequest: request, ...failedRequest(context, error) });
    }
  }
  return { FailedRequests, PendingRequests };
};

async function createOne(
  transaction: Database,
  context: RequestContext,
  deps: Deps,
  request: WorkspaceRequest,
): Promise<WorkspaceRow> {
  await lockQuotas(transaction, context);
  await checkDirectory(transaction, context, request);
  const bundle = await findBundle(transaction, context, request.BundleId ?? '');
  if (!bundle) {
    throw new ApiError('ResourceNotFound.Bundle', `The bundle ${request.BundleId} could not be found.`);
  }
  const plan = planWorkspace(request, bundle, {
    host: deps.host,
    imageRootVolumeGib: await imageRootVolumeGib(transaction, bundle.imageId),
  });
  if (isProblem(plan)) throw new ApiError(plan.code, plan.message);
  await checkUser(transaction, request);
  const workspacesMax = await quotaOf(transaction, context, 'workspaces', deps.quotas);
  if ((await countWorkspaces(transaction, context)) >= workspacesMax) {
    throw new ApiError(
      'ResourceLimitExceededException',
      `The account has its ${workspacesMax} WorkSpaces in this Region already.`,
    );
  }
  const row = await insert(transaction, context, request, plan);
  await putTags(transaction, row.workspace_id, request.Tags ?? []);
  await deps.queue.enqueue(transaction, provision, row.workspace_id, { workspaceId: row.workspace_id });
  return row;
}

async function checkDirectory(
  transaction: Database,
  context: RequestContext,
  { DirectoryId: directoryId = '' }: WorkspaceRequest,
): Promise<void> {
  const registration = ofPlace(await lockRegistration(transaction, directoryId), context);
  if (!registration) {
    throw new ApiError(
      'ResourceNotFound.Directory',
      `The directory ${directoryId} is not registered with WorkSpaces.`,
    );
  }
  if (registration.state !== 'REGISTERED') {
    throw new ApiError(
      'InvalidResourceState.Directory',
      `The directory ${directoryId} is ${registration.state}: it must be REGISTERED.`,
    );
  }
}

async function checkUser(
  transaction: Database,
  { DirectoryId: directoryId = '', UserName: userName = '' }: WorkspaceRequest,
): Promise<void> {
  const present = await findWorkspaceOfUser(transaction, directoryId, userName);
  if (present) {
    throw new ApiError(
      'ResourceExists.WorkSpace',
      `The user ${userName} has the WorkSpace ${present.workspaceId} in the directory ${directoryId} already.`,
    );
  }
}

async function insert(
  transaction: Database,
  context: RequestContext,
  request: WorkspaceRequest,
  plan: WorkspacePlan,
): Promise<WorkspaceRow> {
  // Ids and names are random: another turn is needed about once in the life of the universe.
  for (;;) {
    const workspaceId = newId('ws');
    const inserted = await insertWorkspace(transaction, {
      workspace_id: workspaceId,
      account_id: context.accountId,
      region: context.region,
      directory_id: request.DirectoryId ?? '',
      user_name: request.UserName ?? '',
      bundle_id: request.BundleId ?? '',
      state: INITIAL_STATE,
      computer_name: newComputerName(),
      running_mode: plan.runningMode,
      auto_stop_timeout_minutes: plan.autoStopTimeoutMinutes,
      compute_type: plan.computeType,
      protocol: plan.protocol,
      root_volume_gib: plan.rootVolumeGib,
      user_volume_gib: plan.userVolumeGib,
      created_at: context.clock.now(),
    });
    const row = inserted ? await findWorkspace(transaction, workspaceId) : undefined;
    if (row) return row;
  }
}
