import type { Updateable } from 'kysely';
import type { Database } from '../../database/database.ts';
import {
  defineWorkflow,
  FatalStepError,
  type RunFailure,
  type Workflow,
  type WorkflowContext,
} from '../../workflows/workflow.ts';
import { type ComputeType, compareComputeTypes, computeTypes } from '../model/computeTypes.ts';
import type { ModifiedResource } from '../model/modifications.ts';
import { rootVolume, userVolume } from '../model/volumeNames.ts';
import { modify, type WorkspaceInput } from '../model/workflows.ts';
import { changeState, lockWorkspace, updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { WorkspaceTable } from '../tables.ts';
import type { LifecycleDeps } from './deps.ts';
import { awaitHealth, shutDown, startSession } from './session.ts';

const ENGINE_TIMEOUT_MS = 300_000;
const RETRIES = { retries: 3, backoffMs: 500 };

/** What is to be done, as the first step has read it from the row. */
type Task = GrowVolume | ChangeCompute;
type GrowVolume = { resource: 'ROOT_VOLUME' | 'USER_VOLUME'; sizeGib: number };
type ChangeCompute = { resource: 'COMPUTE_TYPE'; from: ComputeType; to: ComputeType; isStopped: boolean };

type Run = WorkflowContext<WorkspaceInput>;

/**
 * Carries out the row's wanted change: UPDATING to the state before. A volume grows, and a larger compute type takes
 * effect, while the desktop goes on; for a smaller one it is restarted, since taking memory away from programs that
 * use it would kill them. When it fails, the WorkSpace has what it had before, and shows the reason.
 */
export function modifyWorkflow(deps: LifecycleDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(
    modify,
    async (run) => {
      const { workspaceId } = run.input;
      const task = await run.transaction('begin', (database) => begin(database, workspaceId));
      if (!task) return;
      if (task.resource === 'COMPUTE_TYPE') await changeCompute(deps, run, task);
      else await growVolume(deps, run, task);
      await run.transaction('modified', (database) => complete(deps, database, workspaceId, task));
    },
    (database, failure, { workspaceId }) => giveUp(deps, database, workspaceId, failure),
  );
}

/** @returns null for a WorkSpace that is being terminated instead */
async function begin(database: Database, workspaceId: string): Promise<Task | null> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'UPDATING') return null;
  await updateWorkspace(database, workspaceId, { modification_state: 'UPDATE_IN_PROGRESS' });
  return taskOf(row);
}

function taskOf(row: WorkspaceRow): Task {
  const { rootVolumeGib, userVolumeGib, computeType } = row.wanted_change ?? {};
  if (rootVolumeGib !== undefined) return { resource: 'ROOT_VOLUME', sizeGib: rootVolumeGib };
  if (userVolumeGib !== undefined) return { resource: 'USER_VOLUME', sizeGib: userVolumeGib };
  if (computeType === undefined) throw new FatalStepError('nothing is to be changed');
  const isStopped = row.return_state === 'STOPPED';
  return { resource: 'COMPUTE_TYPE', from: row.compute_type, to: computeType, isStopped };
}

async function growVolume(
  { volumes }: LifecycleDeps,
  run: Run,
  { resource, sizeGib }: GrowVolume,
): Promise<void> {
  const nameOf = resource === 'ROOT_VOLUME' ? rootVolume : userVolume;
  await run.step('volume', () => volumes.grow(nameOf(run.input.workspaceId), sizeGib), RETRIES);
}

async function changeCompute(
  deps: LifecycleDeps,
  run: Run,
  { from, to, isStopped }: ChangeCompute,
): Promise<void> {
  const { workspaceId } = run.input;
  const restarts = compareComputeTypes(from, to) === 'smaller';
  const start = (signal: AbortSignal) => startSession(deps, workspaceId, signal);
  if (restarts) {
    await run.step('shutdown', () => shutDown(deps, workspaceId), {
      ...RETRIES,
      timeoutMs: ENGINE_TIMEOUT_MS,
      undo: async (_, { signal }) => {
        if (!isStopped) await start(signal);
      },
    });
  }
  await run.step('limits', () => setLimits(deps, workspaceId, from, to), {
    ...RETRIES,
    undo: () => setLimits(deps, workspaceId, to, from),
  });
  if (!restarts || isStopped) return;
  await run.step('session', ({ signal }) => start(signal), { ...RETRIES, timeoutMs: ENGINE_TIMEOUT_MS });
  await run.step('health', ({ signal }) => awaitHealth(deps, workspaceId, signal), { retries: 1 });
}

/**
 * Memory first, then the processors by themselves: LXD deals processors out anew from its database as soon as it sees
 * them changed, and in one request with more work does so before the new number is there.
 */
async function setLimits(
  { engine }: LifecycleDeps,
  workspaceId: string,
  from: ComputeType,
  to: ComputeType,
): Promise<void> {
  const { cpus, memoryMib } = computeTypes[to];
  await engine.configure(workspaceId, { cpus: computeTypes[from].cpus, memoryMib });
  await engine.configure(workspaceId, { cpus, memoryMib });
}

/** What the row says when nothing is being modified. */
const NOTHING_MODIFIED = {
  ...{ modified_resource: null, modification_state: null, wanted_change: null, return_state: null },
} satisfies Updateable<WorkspaceTable>;

async function complete(
  { clock }: LifecycleDeps,
  database: Database,
  workspaceId: string,
  task: Task,
): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'UPDATING') return;
  const at = clock.now();
  await changeState(database, workspaceId, changeBack(row), {
    ...NOTHING_MODIFIED,
    ...modified(task, at),
    at,
  });
}

/** The columns that a change which is done sets; the rules of the next one go by its time. */
function modified(task: Task, at: Date): Updateable<WorkspaceTable> {
  if (task.resource !== 'COMPUTE_TYPE') {
    const size = task.resource === 'ROOT_VOLUME' ? 'root_volume_gib' : 'user_volume_gib';
    return { [size]: task.sizeGib, volumes_changed_at: at };
  }
  const larger = compareComputeTypes(task.from, task.to) === 'larger';
  return { compute_type: task.to, [larger ? 'compute_enlarged_at' : 'compute_reduced_at']: at };
}

const changeBack = ({ return_state }: WorkspaceRow) =>
  return_state === 'STOPPED' ? 'updatedStopped' : 'updated';

async function giveUp(
  { clock }: LifecycleDeps,
  database: Database,
  workspaceId: string,
  failure: RunFailure,
): Promise<void> {
  const row = await lockWorkspace(database, workspaceId);
  if (row?.state !== 'UPDATING') return;
  const what = row.modified_resource ? names[row.modified_resource] : 'It';
  await changeState(database, workspaceId, changeBack(row), {
    ...NOTHING_MODIFIED,
    at: clock.now(),
    error_code: 'ModificationFailed',
    error_message: `${what} could not be changed, and is as before: ${failure.message}`,
  });
}

const names: Readonly<Record<ModifiedResource, string>> = {
  ROOT_VOLUME: 'The root volume',
  USER_VOLUME: 'The user volume',
  COMPUTE_TYPE: 'The compute type',
};
