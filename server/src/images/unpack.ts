import { chown, mkdir } from 'node:fs/promises';
import { runContained } from './command.ts';

const IDS = 65_536;

/**
 * Unpacks an image's files into `directory`, each belonging to the host's user `owner` plus its own: as instances
 * without privileges have them. Capabilities of files and set-user-ID bits come out right, since it is root of a
 * user namespace with that map that writes them.
 */
export async function unpackImage(
  rootfsPath: string,
  directory: string,
  owner: number,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chown(directory, owner, owner);
  const map = `${owner},0,${IDS}`;
  const user = ['--user', `--map-users=${map}`, `--map-groups=${map}`, '--setuid', '0', '--setgid', '0'];
  const unpack = ['unsquashfs', '-quiet', '-no-progress', '-force', '-dest', directory, rootfsPath];
  await runContained('unshare', [...user, ...unpack], { signal });
}
