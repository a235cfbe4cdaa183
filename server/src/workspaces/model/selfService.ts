import type { ComputeType } from './computeTypes.ts';
import type { RunningMode } from './runningModes.ts';
import type { VolumeSizes } from './volumes.ts';

/** What users may be allowed to do with their own WorkSpace: the API's SelfservicePermissions. */
export const selfServiceActions = [
  'restartWorkspace',
  'increaseVolumeSize',
  'changeComputeType',
  'switchRunningMode',
  'rebuildWorkspace',
] as const;

export type SelfServiceAction = (typeof selfServiceActions)[number];

export type SelfServicePermissions = Readonly<Record<SelfServiceAction, boolean>>;

/** All of them, or none: what registering a directory with EnableSelfService chooses between. */
export function allPermissions(permitted: boolean): SelfServicePermissions {
  return {
    restartWorkspace: permitted,
    increaseVolumeSize: permitted,
    changeComputeType: permitted,
    switchRunningMode: permitted,
    rebuildWorkspace: permitted,
  };
}

/** What a user asks for; of the volumes, one at a time. */
export type SelfServiceRequest =
  | { action: 'restartWorkspace' | 'rebuildWorkspace' }
  | { action: 'increaseVolumeSize'; volume: 'root' | 'user'; sizeGib: number }
  | { action: 'changeComputeType'; computeType: ComputeType }
  | { action: 'switchRunningMode'; runningMode: RunningMode };

/** Users reach 175 GB of root volume and 100 GB of user volume; administrators go further (guide, "Enable Self-Service"). */
const ROOT_STEP_GIB = 175;
const USER_STEPS_GIB = [50, 100];

/** The sizes to which a user may enlarge the volumes next, the root volume when the user volume has all that it can. */
export function volumeSteps({ rootVolumeGib, userVolumeGib }: VolumeSizes): {
  root: number[];
  user: number[];
} {
  const largestUser = Math.max(...USER_STEPS_GIB);
  return {
    root: userVolumeGib >= largestUser && rootVolumeGib < ROOT_STEP_GIB ? [ROOT_STEP_GIB] : [],
    user: USER_STEPS_GIB.filter((size) => size > userVolumeGib),
  };
}

/** Between these users switch (guide, "Changing Bundle Types"). */
export const userComputeTypes: readonly ComputeType[] = [
  ...(['VALUE', 'STANDARD', 'PERFORMANCE', 'POWER', 'POWERPRO'] as const),
];

/** And between these modes: "the AlwaysOn and AutoStop running modes". */
export const userRunningModes: readonly RunningMode[] = ['ALWAYS_ON', 'AUTO_STOP'];

const REBUILD_WAIT_MS = 12 * 3_600_000;

/**
 * How long a user still has to wait before a rebuild: 12 hours after the creation (guide, "Enable Self-Service"). It
 * is a rule for users alone, whose first snapshot would be missing before that.
 */
export function rebuildWaitSeconds(createdAt: Date, now: Date): number {
  return Math.max(0, Math.ceil((createdAt.getTime() + REBUILD_WAIT_MS - now.getTime()) / 1000));
}
