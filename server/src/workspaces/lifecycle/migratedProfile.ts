import { lstat, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { FatalStepError } from '../../workflows/workflow.ts';
import { isLinuxAccountName } from '../model/linuxAccounts.ts';
import { movedFolders, notMigratedName } from '../model/migration.ts';
import { userVolume } from '../model/volumeNames.ts';
import type { LifecycleDeps } from './deps.ts';
import { DESKTOP_USER_ID } from './desktopFiles.ts';
import { userMountPoint } from './desktopVolumes.ts';
import type { MigrationPlan } from './migrationSource.ts';
import type { DesktopUser } from './user.ts';

/** Where a desktop's administrator and user find what was moved. */
const LOG_DIRECTORY = '/var/log/alcove/migration';
const MOVE_TIMEOUT_SECONDS = 600;

/**
 * Renames the user's old profile on the new WorkSpace's volume, before anybody but this host has it: the new system
 * then makes a new profile. Repeatable.
 *
 * The volume holds what its user wrote, links too. All that happens here is one rename within its root directory,
 * and a rename follows neither of the names that it is given.
 * @returns the old profile's new name; empty where there was no profile
 */
export async function retireProfile(
  deps: LifecycleDeps,
  plan: MigrationPlan,
  user: DesktopUser,
): Promise<string> {
  const path = await userMountPoint(deps, plan.targetId);
  await deps.volumes.mount(userVolume(plan.targetId), path);
  const retired = notMigratedName(user.userName, new Date(plan.startedAt), deps.timeZone);
  return (await renameProfile(path, user.userName, retired)) ? retired : '';
}

/** @returns whether there is a profile of the new name now */
export async function renameProfile(homes: string, userName: string, retired: string): Promise<boolean> {
  // A part of a path.
  if (!isLinuxAccountName(userName)) throw new FatalStepError(`${JSON.stringify(userName)} has no profile.`);
  if (await isThere(join(homes, retired))) return true;
  if (!(await isThere(join(homes, userName)))) return false;
  await rename(join(homes, userName), join(homes, retired));
  await synchronize(homes);
  return true;
}

/**
 * Moves the files of the old profile's folders into the new profile, which the start of the session makes. What
 * cannot be moved stays where it is. Repeatable: what has been moved is not there any more.
 *
 * It happens in the running desktop, as the user: whatever links lie about there, it does nothing that the user could
 * not do himself.
 */
export async function moveFolders(
  deps: LifecycleDeps,
  plan: MigrationPlan,
  user: DesktopUser,
  oldProfile: string,
  signal: AbortSignal,
): Promise<void> {
  if (oldProfile === '') return;
  const log = `${LOG_DIRECTORY}/${oldProfile}.log`;
  const places = [`/home/${oldProfile}`, `/home/${user.userName}`, ...movedFolders];
  const { exitCode, stderr } = await deps.engine.execute(
    plan.targetId,
    ['sh', '-c', WITH_LOG, 'migration', log, header(plan), MOVE, ...places],
    { timeoutSeconds: MOVE_TIMEOUT_SECONDS, signal },
  );
  if (exitCode !== 0) {
    throw new Error(
      `The folders of the old profile could not be moved: ${stderr.trim() || `exit code ${exitCode}`}.`,
    );
  }
}

function header({ sourceId, targetId, startedAt, snapshotAt }: MigrationPlan): string {
  const files = snapshotAt === null ? 'its user volume' : `its snapshot of ${snapshotAt}`;
  return `Migration of ${sourceId} to ${targetId}, begun at ${startedAt}, with the files of ${files}.`;
}

/** As root: opens the log, in a directory that is root's alone, and lets the user do the rest. */
const WITH_LOG = `
set -eu
log=$1 header=$2 move=$3
shift 3
mkdir -p "\${log%/*}"
[ -e "$log" ] || echo "$header" > "$log"
setpriv --reuid=${DESKTOP_USER_ID} --regid=${DESKTOP_USER_ID} --clear-groups --no-new-privs \\
  sh -c "$move" migration "$@" >> "$log" 2>&1 || { tail -n 1 "$log" >&2; exit 1; }
`;

/**
 * As the user: from the first directory to the second, the folders named after them. The new profile is there
 * when the session has made it.
 */
export const MOVE = `
set -u
cd /
old=$1 new=$2
shift 2
looks=0
until [ -O "$new" ]; do
  looks=$((looks + 1))
  [ "$looks" -le 300 ] || { echo "The session has made no profile $new."; exit 1; }
  sleep 0.1
done
if [ -L "$old" ] || [ ! -d "$old" ]; then
  echo "$old is no directory: nothing was moved."
  exit 0
fi
for folder do
  [ -e "$old/$folder" ] || [ -L "$old/$folder" ] || continue
  if [ -L "$old/$folder" ] || [ ! -d "$old/$folder" ]; then
    echo "not moved: $old/$folder is no directory"
    continue
  fi
  mkdir -p "$new/$folder"
  find "$old/$folder" -mindepth 1 -maxdepth 1 \\
    -exec mv --verbose --no-clobber --target-directory="$new/$folder" -- {} +
  rmdir "$old/$folder" 2> /dev/null ||
    find "$old/$folder" -mindepth 1 -maxdepth 1 -printf 'not moved: %p\\n'
done
exit 0
`;

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the rename outlast a power cut. */
async function synchronize(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
