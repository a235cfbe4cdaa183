import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ip, NAMESPACES } from './command.ts';

/** The names of all network namespaces that `ip netns` knows, broken ones included. */
export async function namespaces(): Promise<string[]> {
  return existsSync(NAMESPACES) ? await readdir(NAMESPACES) : [];
}

/** Whether the namespace is there and whole: its file is a mount of a namespace. */
export async function namespaceExists(name: string): Promise<boolean> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  return mounts.split('\n').some((line) => line.split(' ')[4] === join(NAMESPACES, name));
}

export async function ensureNamespace(name: string): Promise<void> {
  if (await namespaceExists(name)) return;
  // A file without a namespace behind it is what a killed `ip netns add` leaves.
  await rm(join(NAMESPACES, name), { force: true });
  await ip(undefined, [['netns', 'add', name]]);
}

export async function removeNamespace(name: string): Promise<void> {
  if (await namespaceExists(name)) await ip(undefined, [['netns', 'delete', name]]);
  else await rm(join(NAMESPACES, name), { force: true });
}
