import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Home, installationTag } from '../config/home.ts';
import { deleteSystemUser, ensureSystemUser, type SystemUser } from './host.ts';

/**
 * The installations of this host, a file each, and the user that the first of them made: the last one to be
 * destroyed takes the user with it.
 */
const REGISTER = '/var/lib/alcove-installations';
const USER_MADE = 'user-made';

/** Enters the installation, and makes the unprivileged user when the host has none. */
export async function enterInstallation(home: Home, userName: string): Promise<SystemUser> {
  mkdirSync(REGISTER, { recursive: true, mode: 0o755 });
  writeFileSync(join(REGISTER, installationTag(home)), `${home.path}\n`);
  const { created, ...user } = await ensureSystemUser(userName);
  if (created) writeFileSync(join(REGISTER, USER_MADE), `${userName}\n`);
  return user;
}

/** Strikes the installation out; with the last one goes the user, where Alcove made him. */
export async function strikeOutInstallation(home: Home): Promise<void> {
  rmSync(join(REGISTER, installationTag(home)), { force: true });
  const left = listRegister();
  if (left.some((name) => name !== USER_MADE)) return;
  if (left.includes(USER_MADE))
    await deleteSystemUser(readFileSync(join(REGISTER, USER_MADE), 'utf8').trim());
  rmSync(REGISTER, { recursive: true, force: true });
}

function listRegister(): string[] {
  try {
    return readdirSync(REGISTER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
