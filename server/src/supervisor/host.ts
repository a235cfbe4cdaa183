import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A user of the host. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** The unprivileged user that api, gateway and the embedded database run as; made when the host has none. */
export async function ensureSystemUser(name: string): Promise<SystemUser & { created: boolean }> {
  const existing = findSystemUser(name);
  if (existing) return { ...existing, created: false };
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    name,
  ]);
  const made = findSystemUser(name);
  if (made === undefined) throw new Error(`useradd made no user ${name}.`);
  return { ...made, created: true };
}

export async function deleteSystemUser(name: string): Promise<void> {
  if (findSystemUser(name)) await run('userdel', [name]);
}

/** The user of that name, or undefined where the host has none. */
export function findSystemUser(name: string): SystemUser | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Whether systemd is PID 1, so that a unit file keeps the service. */
export function systemdIsInit(): boolean {
  return readFileSync('/proc/1/comm', 'utf8').trim() === 'systemd';
}
