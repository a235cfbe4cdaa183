import { type ComputeType, compareComputeTypes } from './computeTypes.ts';
import { computeTypeProblem, type HostSize } from './hostSize.ts';
import type { Problem } from './problem.ts';
import { isVolumeGroup, type VolumeSizes, volumeGroupsSentence } from './volumes.ts';

/** What of a WorkSpace is being modified: the API's ModificationResourceEnum without PROTOCOL. */
export type ModifiedResource = 'ROOT_VOLUME' | 'USER_VOLUME' | 'COMPUTE_TYPE';

/** Sizes or compute type that a WorkSpace is to have. */
export interface WantedChange {
  rootVolumeGib?: number;
  userVolumeGib?: number;
  computeType?: ComputeType;
}

/** A WorkSpace as the rules of modification see it. */
export interface ModifiedWorkspace extends VolumeSizes {
  computeType: ComputeType;
  createdAt: Date;
  volumesChangedAt: Date | null;
  computeEnlargedAt: Date | null;
  computeReducedAt: Date | null;
}

/** A change that may be made, of one thing. */
export interface Modification {
  resource: ModifiedResource;
  change: WantedChange;
}

const HOUR_MS = 3_600_000;
const VOLUMES_WAIT_MS = 6 * HOUR_MS;
const LARGER_WAIT_MS = 6 * HOUR_MS;
const SMALLER_WAIT_MS = 30 * 24 * HOUR_MS;

/**
 * Works out what a request changes, or why it may not (administration guide, "Modify a WorkSpace"): one thing at a
 * time; volumes only grow, in their groups, six hours after the launch and after the last growth of either; a larger
 * compute type six hours after the launch and after the last larger one; a smaller one 30 days after the last
 * smaller one, and at once in a new WorkSpace, of which the guide makes only a larger one wait.
 * @returns undefined where all is as wanted already
 */
export function planModification(
  present: ModifiedWorkspace,
  wanted: WantedChange,
  host: HostSize,
  now: Date,
): Modification | Problem | undefined {
  const modifications = differences(present, wanted);
  const [modification] = modifications;
  if (!modification) return undefined;
  if (modifications.length > 1) {
    return invalid(
      `${modifications.map(({ resource }) => names[resource]).join(' and ')} cannot be changed at the same time: ask for one change, and for the next when it is done.`,
    );
  }
  const problem =
    modification.resource === 'COMPUTE_TYPE'
      ? computeProblem(present, modification.change, host, now)
      : volumesProblem(present, modification.change, now);
  return problem ?? modification;
}

/** How the API's own property names read in a sentence. */
const names: Readonly<Record<ModifiedResource, string>> = {
  ROOT_VOLUME: 'RootVolumeSizeGib',
  USER_VOLUME: 'UserVolumeSizeGib',
  COMPUTE_TYPE: 'ComputeTypeName',
};

function differences(present: ModifiedWorkspace, wanted: WantedChange): Modification[] {
  const { rootVolumeGib, userVolumeGib, computeType } = wanted;
  const found: Modification[] = [];
  if (rootVolumeGib !== undefined && rootVolumeGib !== present.rootVolumeGib) {
    found.push({ resource: 'ROOT_VOLUME', change: { rootVolumeGib } });
  }
  if (userVolumeGib !== undefined && userVolumeGib !== present.userVolumeGib) {
    found.push({ resource: 'USER_VOLUME', change: { userVolumeGib } });
  }
  if (computeType !== undefined && computeType !== present.computeType) {
    found.push({ resource: 'COMPUTE_TYPE', change: { computeType } });
  }
  return found;
}

function volumesProblem(present: ModifiedWorkspace, change: WantedChange, now: Date): Problem | undefined {
  const sizes = { ...volumesOf(present), ...change };
  if (sizes.rootVolumeGib < present.rootVolumeGib || sizes.userVolumeGib < present.userVolumeGib) {
    return invalid('The size of a volume cannot be decreased.');
  }
  if (change.rootVolumeGib !== undefined && present.userVolumeGib < 100) {
    return invalid(
      `The root volume can be increased when the user volume has 100 GiB: it has ${present.userVolumeGib}.`,
    );
  }
  if (!isVolumeGroup(sizes, present.computeType)) {
    return invalid(volumeGroupsSentence(sizes, present.computeType));
  }
  return (
    tooSoon(present.createdAt, VOLUMES_WAIT_MS, now, 'creation') ??
    tooSoon(present.volumesChangedAt, VOLUMES_WAIT_MS, now, 'the last change of the volumes')
  );
}

const volumesOf = ({ rootVolumeGib, userVolumeGib }: VolumeSizes) => ({ rootVolumeGib, userVolumeGib });

function computeProblem(
  present: ModifiedWorkspace,
  { computeType = present.computeType }: WantedChange,
  host: HostSize,
  now: Date,
): Problem | undefined {
  const impossible = computeTypeProblem(computeType, host);
  if (impossible) return impossible;
  if (compareComputeTypes(present.computeType, computeType) === 'smaller') {
    return tooSoon(
      present.computeReducedAt,
      SMALLER_WAIT_MS,
      now,
      'the last change to a smaller compute type',
    );
  }
  return (
    tooSoon(present.createdAt, LARGER_WAIT_MS, now, 'creation') ??
    tooSoon(present.computeEnlargedAt, LARGER_WAIT_MS, now, 'the last change to a larger compute type')
  );
}

/** The service itself words the six hours after the creation like this. */
function tooSoon(since: Date | null, waitMs: number, now: Date, event: string): Problem | undefined {
  const leftMs = since === null ? 0 : since.getTime() + waitMs - now.getTime();
  if (leftMs <= 0) return undefined;
  return {
    code: 'InvalidResourceStateException',
    message: `Action not supported. Property update not allowed within ${(waitMs / 1000).toLocaleString('en')} seconds of ${event}.`,
    retryAfterSeconds: Math.ceil(leftMs / 1000),
  };
}

const invalid = (message: string): Problem => ({ code: 'InvalidParameterValuesException', message });
