import type { ComputeType } from './computeTypes.ts';
import { isGraphicsType } from './computeTypes.ts';
import type { Problem } from './problem.ts';
import type { VolumeSizes } from './volumes.ts';

/** The API's OperatingSystem.Type. */
export type OperatingSystem = 'LINUX' | 'WINDOWS';

/** One end of a migration: a bundle, and the system of its image. */
export interface MigrationBundle extends VolumeSizes {
  bundleId: string;
  computeType: ComputeType;
  operatingSystem: OperatingSystem;
}

/**
 * Why a WorkSpace cannot move from one bundle to another; undefined where it can.
 * Source: administration guide, "Migrate a WorkSpace", but that Linux WorkSpaces migrate as well.
 */
export function migrationProblem(
  source: Pick<MigrationBundle, 'bundleId' | 'operatingSystem'>,
  target: Pick<MigrationBundle, 'bundleId' | 'operatingSystem'>,
): Problem | undefined {
  if (source.bundleId === target.bundleId) {
    return {
      code: 'InvalidParameterValuesException',
      message: `The WorkSpace has the bundle ${target.bundleId} already: name another, or rebuild the WorkSpace to refresh it.`,
    };
  }
  if (source.operatingSystem !== target.operatingSystem) {
    return {
      code: 'OperationNotSupportedException',
      message: `A ${systemNames[source.operatingSystem]} WorkSpace cannot be migrated to the ${systemNames[target.operatingSystem]} bundle ${target.bundleId}.`,
    };
  }
  return undefined;
}

const systemNames = { LINUX: 'Linux', WINDOWS: 'Windows' } as const;

/**
 * The sizes of the new WorkSpace's volumes. The root is as large as the new bundle's at least. A user volume whose
 * size somebody chose, other than the original bundle's, keeps it; otherwise it is as large as the new bundle's at
 * least. What then is no group of the API's becomes the next larger one. Neither is ever smaller than before.
 * Source: administration guide, "Migrate a WorkSpace", the note on billing.
 * @param sourceBundle the original's, or undefined where it is not there any more
 */
export function migratedVolumes(
  present: VolumeSizes,
  sourceBundle: VolumeSizes | undefined,
  target: VolumeSizes & { computeType: ComputeType },
): VolumeSizes {
  const isChosen = sourceBundle !== undefined && present.userVolumeGib !== sourceBundle.userVolumeGib;
  return nextGroup(
    {
      rootVolumeGib: Math.max(present.rootVolumeGib, target.rootVolumeGib),
      userVolumeGib: isChosen ? present.userVolumeGib : Math.max(present.userVolumeGib, target.userVolumeGib),
    },
    target.computeType,
  );
}

/** The smallest sizes that go together (see isVolumeGroup) and are those given or more. */
function nextGroup({ rootVolumeGib, userVolumeGib }: VolumeSizes, computeType: ComputeType): VolumeSizes {
  if (isGraphicsType(computeType)) {
    return { rootVolumeGib: Math.max(rootVolumeGib, 100), userVolumeGib: Math.max(userVolumeGib, 100) };
  }
  const besideSmallRoot = [10, 50, 100].find((size) => size >= userVolumeGib);
  if (rootVolumeGib <= 80 && besideSmallRoot !== undefined) {
    return { rootVolumeGib: 80, userVolumeGib: besideSmallRoot };
  }
  return { rootVolumeGib: Math.max(rootVolumeGib, 175), userVolumeGib: Math.max(userVolumeGib, 100) };
}

/** The folders of a profile whose files move into the new one (administration guide, "What Happens During Migration"). */
export const movedFolders = [
  'Desktop',
  'Documents',
  'Downloads',
  'Favorites',
  'Music',
  'Pictures',
  'Videos',
] as const;

/**
 * What the old profile is called beside the new one: `<user><MMddyyTHHmmss>.NotMigrated`, in the time of the desktop,
 * since the user reads it next to times that the desktop shows.
 */
export function notMigratedName(userName: string, at: Date, timeZone: string): string {
  return `${userName}${profileTime(at, timeZone)}.NotMigrated`;
}

function profileTime(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: '2-digit', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('month')}${of('day')}${of('year')}T${of('hour')}${of('minute')}${of('second')}`;
}
