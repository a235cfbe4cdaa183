import { type Database, inTransaction } from '../../database/database.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { ComputeType } from '../model/computeTypes.ts';
import { computeTypeProblem, type HostSize } from '../model/hostSize.ts';
import { type ModifiedResource, planModification, type WantedChange } from '../model/modifications.ts';
import { isProblem, type Problem } from '../model/problem.ts';
import type { RunningMode } from '../model/runningModes.ts';
import {
  allPermissions,
  rebuildWaitSeconds,
  type SelfServicePermissions,
  type SelfServiceRequest,
  userComputeTypes,
  userRunningModes,
  volumeSteps,
} from '../model/selfService.ts';
import type { WorkspaceState } from '../model/states.ts';
import { lockRegistration } from '../store/registrations.ts';
import { selfServiceOf, selfServicePermissions } from '../store/selfService.ts';
import { findWorkspace, lockWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import { modifiedWorkspace, requestModification } from './modify.ts';
import { requestReboot } from './reboot.ts';
import { requestRebuild } from './rebuild.ts';

export interface SelfServiceDeps {
  database: Database;
  queue: WorkflowQueue;
  host: HostSize;
}

/** Why a user's request is refused; the message is the rule's, for the log. */
export interface SelfServiceRefusal {
  reason: 'notPermitted' | 'tooSoon' | 'busy' | 'impossible' | 'missing';
  message: string;
  retryAfterSeconds?: number;
}

/**
 * Does what a WorkSpace's user asks for, where the directory permits it, by the rules and workflows of the API's own
 * operations.
 * @returns undefined when it is done or under way
 */
export function requestSelfService(
  deps: SelfServiceDeps,
  workspaceId: string,
  request: SelfServiceRequest,
  at: Date,
): Promise<SelfServiceRefusal | undefined> {
  return inTransaction(deps.database, async (transaction) => {
    const found = await findWorkspace(transaction, workspaceId);
    if (!found) return { reason: 'missing', message: `There is no WorkSpace ${workspaceId}.` };
    // What is permitted stays so until the request is in: whoever takes it away waits.
    const registration = await lockRegistration(transaction, found.directory_id);
    const permissions = registration ? selfServiceOf(registration) : allPermissions(false);
    if (!permissions[request.action]) {
      return { reason: 'notPermitted', message: `The directory does not permit ${request.action}.` };
    }
    const row = await lockWorkspace(transaction, workspaceId);
    if (!row) return { reason: 'missing', message: `There is no WorkSpace ${workspaceId}.` };
    const problem = await carryOut(transaction, deps, row, request, at);
    return problem && refusalOf(problem);
  });
}

async function carryOut(
  transaction: Database,
  deps: SelfServiceDeps,
  row: WorkspaceRow,
  request: SelfServiceRequest,
  at: Date,
): Promise<Problem | undefined> {
  switch (request.action) {
    case 'restartWorkspace':
      return requestReboot(transaction, deps.queue, row, at);
    case 'rebuildWorkspace': {
      const retryAfterSeconds = rebuildWaitSeconds(row.created_at, at);
      const message = 'A user rebuilds a WorkSpace 12 hours after its creation.';
      if (retryAfterSeconds > 0) return { code: 'InvalidResourceStateException', message, retryAfterSeconds };
      return requestRebuild(transaction, deps.queue, row, at);
    }
    case 'increaseVolumeSize': {
      const { volume, sizeGib } = request;
      if (!volumeSteps(modifiedWorkspace(row))[volume].includes(sizeGib)) {
        return impossible(`A user does not set the ${volume} volume to ${sizeGib} GiB.`);
      }
      return requestModification(transaction, deps, row, sizeChange(volume, sizeGib), at);
    }
    case 'changeComputeType': {
      const { computeType } = request;
      if (!userComputeTypes.includes(computeType)) {
        return impossible(`A user does not choose the compute type ${computeType}.`);
      }
      return requestModification(transaction, deps, row, { computeType }, at);
    }
    case 'switchRunningMode': {
      const { runningMode } = request;
      if (!userRunningModes.includes(runningMode)) {
        return impossible(`A user does not choose the running mode ${runningMode}.`);
      }
      return requestModification(transaction, deps, row, { runningMode }, at);
    }
  }
}

const impossible = (message: string): Problem => ({ code: 'InvalidParameterValuesException', message });

function sizeChange(volume: 'root' | 'user', sizeGib: number): WantedChange {
  return volume === 'root' ? { rootVolumeGib: sizeGib } : { userVolumeGib: sizeGib };
}

function refusalOf({ code, message, retryAfterSeconds }: Problem): SelfServiceRefusal {
  if (retryAfterSeconds !== undefined) return { reason: 'tooSoon', message, retryAfterSeconds };
  const busy = code === 'InvalidResourceStateException' || code === 'OperationInProgressException';
  return { reason: busy ? 'busy' : 'impossible', message };
}

/** Something that a user may choose, and after how long: 0 for at once. */
export interface SelfServiceChoice<T> {
  value: T;
  waitSeconds: number;
}

/** What a user sees of the own WorkSpace, and what of it could be changed. */
export interface SelfServiceView {
  permissions: SelfServicePermissions;
  state: WorkspaceState;
  /** What is being changed at the moment. */
  modifying: ModifiedResource | null;
  rootVolumeGib: number;
  userVolumeGib: number;
  computeType: ComputeType;
  runningMode: RunningMode;
  autoStopTimeoutMinutes: number | null;
  choices: {
    rootVolumeGib: SelfServiceChoice<number>[];
    userVolumeGib: SelfServiceChoice<number>[];
    computeType: SelfServiceChoice<ComputeType>[];
    runningMode: SelfServiceChoice<RunningMode>[];
    rebuildWaitSeconds: number;
  };
}

/** Undefined where there is no such WorkSpace. */
export async function viewSelfService(
  { database, host }: Pick<SelfServiceDeps, 'database' | 'host'>,
  workspaceId: string,
  now: Date,
): Promise<SelfServiceView | undefined> {
  const row = await findWorkspace(database, workspaceId);
  if (!row) return undefined;
  const present = modifiedWorkspace(row);
  const steps = volumeSteps(present);
  const choice = <T>(value: T, change: WantedChange): SelfServiceChoice<T> => {
    const planned = planModification(present, change, host, now);
    const waitSeconds = planned && isProblem(planned) ? (planned.retryAfterSeconds ?? 0) : 0;
    return { value, waitSeconds };
  };
  const offered = userComputeTypes.filter(
    (type) => type !== row.compute_type && !computeTypeProblem(type, host),
  );
  return {
    permissions: await selfServicePermissions(database, row.directory_id),
    state: row.state,
    modifying: row.modified_resource,
    rootVolumeGib: row.root_volume_gib,
    userVolumeGib: row.user_volume_gib,
    computeType: row.compute_type,
    runningMode: row.running_mode,
    autoStopTimeoutMinutes: row.auto_stop_timeout_minutes,
    choices: {
      rootVolumeGib: steps.root.map((size) => choice(size, { rootVolumeGib: size })),
      userVolumeGib: steps.user.map((size) => choice(size, { userVolumeGib: size })),
      computeType: offered.map((computeType) => choice(computeType, { computeType })),
      runningMode: userRunningModes
        .filter((mode) => mode !== row.running_mode)
        .map((value) => ({ value, waitSeconds: 0 })),
      rebuildWaitSeconds: rebuildWaitSeconds(row.created_at, now),
    },
  };
}
