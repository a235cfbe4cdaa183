import { execFile } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An account of the operating system. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** The account that this process runs as. */
export function ownUser(): SystemUser {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

/**
 * The account's name. PostgreSQL needs one: it looks its own user up at start, and maps the users of connections
 * by name.
 * @throws Error when the account does not exist, is root, or is one that this process may not become
 */
export async function systemUserName(uid: number): Promise<string> {
  if (uid === 0) throw new Error('PostgreSQL does not run as root. Name an unprivileged user for it.');
  const own = ownUser().uid;
  if (own !== 0 && own !== uid) {
    throw new Error(`Only root can run PostgreSQL as user ${uid}; this process runs as user ${own}.`);
  }
  try {
    const { stdout } = await run('id', ['-nu', String(uid)]);
    return stdout.trim();
  } catch (error) {
    throw new Error(`There is no user with the id ${uid}, and PostgreSQL needs a named one.`, {
      cause: error,
    });
  }
}

/** Makes `directory` with its parents, or mends its mode; it belongs to `owner` where one is given. */
export async function makeDirectory(directory: string, mode: number, owner?: SystemUser): Promise<void> {
  await mkdir(directory, { recursive: true });
  if (owner && ownUser().uid === 0) await chown(directory, owner.uid, owner.gid);
  await chmod(directory, mode);
}

/** @throws Error when `user` cannot enter `directory`, such as below a home directory of mode 0700 */
export async function requireReachable(directory: string, user: SystemUser, userName: string): Promise<void> {
  const [command, args] = asUser(user, 'test', ['-x', directory]);
  try {
    await run(command, args, { cwd: '/' });
  } catch (error) {
    throw new Error(
      `The user ${userName}, who runs the database, cannot enter ${directory}: one of the folders above it is ` +
        'closed to others. Choose another state directory (ALCOVE_HOME), such as one below /var/lib, or open it.',
      { cause: error },
    );
  }
}

/**
 * The command line that runs `program` as `user` and without any way to more rights.
 * @param deathSignal sent by the kernel when this process dies, so that no orphan stays behind
 */
export function asUser(
  user: SystemUser,
  program: string,
  args: readonly string[],
  deathSignal?: string,
): [string, string[]] {
  const drop = ownUser().uid === 0 ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  const death = deathSignal ? [`--pdeathsig=${deathSignal}`] : [];
  return ['setpriv', [...drop, ...death, '--no-new-privs', program, ...args]];
}
