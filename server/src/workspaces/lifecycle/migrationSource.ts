import { userProblem } from '../model/userProblem.ts';
import { snapshotVolume, userVolume } from '../model/volumeNames.ts';
import { latestSnapshot } from '../store/snapshots.ts';
import type { LifecycleDeps } from './deps.ts';
import { createUserVolume } from './desktopVolumes.ts';
import { ProvisioningError } from './provisioningError.ts';
import { workspaceRow } from './row.ts';
import { startSession } from './session.ts';
import { assignedUser, type DesktopUser } from './user.ts';

/** What a migration goes by, as it was found at its beginning. */
export interface MigrationPlan {
  readonly [key: string]: string | boolean | null;
  sourceId: string;
  targetId: string;
  /** When it began, in ISO 8601: the old profile is named after it. */
  startedAt: string;
  /** The state that the original was in. */
  originalState: string;
  /** Whether the original's programs were running. */
  wasRunning: boolean;
  /** The volume that the user's files are taken from; null where there never was one. */
  userSource: string | null;
  /** In ISO 8601, when the snapshot was taken that they come from; null where it is the volume itself. */
  snapshotAt: string | null;
}

/** Finds out what there is of the original, which nothing has been done to yet. */
export async function planMigration(deps: LifecycleDeps, sourceId: string): Promise<MigrationPlan> {
  const row = await workspaceRow(deps.database, sourceId);
  if (row.migrated_to === null) throw new Error(`The WorkSpace ${sourceId} is not being migrated.`);
  const instance = await deps.engine.instance(sourceId);
  const { userSource, snapshotAt } = await findUserSource(deps, sourceId);
  if (userSource === null && row.available_at !== null) {
    throw new ProvisioningError(
      'ResourceNotFound.Volume',
      `The user volume of the WorkSpace ${sourceId} is missing, and so are its snapshots.`,
    );
  }
  return {
    sourceId,
    targetId: row.migrated_to,
    startedAt: deps.clock.now().toISOString(),
    originalState: row.return_state ?? 'ERROR',
    wasRunning: instance?.status === 'Running',
    userSource,
    snapshotAt,
  };
}

async function findUserSource(
  deps: LifecycleDeps,
  sourceId: string,
): Promise<Pick<MigrationPlan, 'userSource' | 'snapshotAt'>> {
  const own = userVolume(sourceId);
  const snapshot = await latestSnapshot(deps.database, sourceId);
  if (snapshot) {
    const copy = snapshotVolume(own, snapshot.snapshotId);
    if (await deps.volumes.exists(copy)) {
      return { userSource: copy, snapshotAt: snapshot.takenAt.toISOString() };
    }
  }
  return { userSource: (await deps.volumes.exists(own)) ? own : null, snapshotAt: null };
}

/** @throws ProvisioningError `InvalidUserConfiguration.Workspace` for a user who cannot sign in any more */
export async function migratingUser(deps: LifecycleDeps, targetId: string): Promise<DesktopUser> {
  const user = await assignedUser(deps, targetId);
  if (!user) throw new ProvisioningError(userProblem.code, userProblem.message);
  return user;
}

/** Halts the original's programs, which keep their memory. Repeatable. */
export async function setAside({ engine }: LifecycleDeps, plan: MigrationPlan): Promise<void> {
  const instance = plan.wasRunning ? await engine.instance(plan.sourceId) : undefined;
  if (instance?.status === 'Running') await engine.freeze(plan.sourceId);
}

/** Lets the original's programs go on, or starts what has stopped meanwhile and is to run. Repeatable. */
export async function bringBack(
  deps: LifecycleDeps,
  plan: MigrationPlan,
  signal: AbortSignal,
): Promise<void> {
  if (plan.originalState === 'AVAILABLE') return startSession(deps, plan.sourceId, signal);
  const instance = plan.wasRunning ? await deps.engine.instance(plan.sourceId) : undefined;
  if (instance?.status === 'Frozen') await deps.engine.thaw(plan.sourceId);
}

/** Makes the new WorkSpace's user volume of the original's, as large as it is to be. Repeatable. */
export async function copyUserVolume(deps: LifecycleDeps, plan: MigrationPlan): Promise<void> {
  if (plan.userSource === null) return createUserVolume(deps, plan.targetId);
  const row = await workspaceRow(deps.database, plan.targetId);
  await deps.volumes.create(userVolume(plan.targetId), {
    sizeGib: row.user_volume_gib,
    source: plan.userSource,
  });
}
