import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EngineError } from '../engine.ts';
import { findEngineSoftware, findProgram } from './software.ts';
import { rootHasEnough } from './subordinateIds.ts';

const run = promisify(execFile);

/** Something that the host lacks, and what to do about it. */
export interface MissingRequirement {
  what: string;
  mend: string;
}

/** Everything that an engine of our own needs from this host and does not find. */
export async function missingRequirements(): Promise<MissingRequirement[]> {
  const checks = await Promise.all([
    checkRoot(),
    checkSoftware(),
    checkProgram('mkfs.btrfs', 'btrfs-progs'),
    checkProgram('unsquashfs', 'squashfs-tools'),
    checkBtrfs(),
    checkDevice('/dev/loop-control', 'loop devices'),
    checkControlGroups(),
    checkSubordinateIds(),
  ]);
  return checks.filter((missing) => missing !== undefined);
}

/** @throws EngineError 501 with all that is missing */
export async function requireEverything(): Promise<void> {
  const missing = await missingRequirements();
  if (missing.length === 0) return;
  throw new EngineError(missing.map(({ what, mend }) => `${what}: ${mend}`).join(' '), 501);
}

async function checkRoot(): Promise<MissingRequirement | undefined> {
  if (process.getuid?.() === 0) return undefined;
  return { what: 'The engine needs root', mend: 'run the worker as root.' };
}

async function checkSoftware(): Promise<MissingRequirement | undefined> {
  try {
    await findEngineSoftware();
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { what: 'No engine', mend: error.message };
  }
}

async function checkProgram(program: string, packageName: string): Promise<MissingRequirement | undefined> {
  if (await findProgram(program)) return undefined;
  return { what: `${program} is missing`, mend: `install the package ${packageName}.` };
}

async function checkBtrfs(): Promise<MissingRequirement | undefined> {
  if (await kernelKnowsBtrfs()) return undefined;
  // Where it cannot be loaded the second look says so.
  await run('modprobe', ['btrfs']).catch(() => undefined);
  if (await kernelKnowsBtrfs()) return undefined;
  return { what: 'The kernel has no btrfs', mend: 'use a kernel with CONFIG_BTRFS_FS.' };
}

async function kernelKnowsBtrfs(): Promise<boolean> {
  return /^\s*(nodev)?\s*btrfs$/m.test(await readFile('/proc/filesystems', 'utf8'));
}

async function checkDevice(path: string, what: string): Promise<MissingRequirement | undefined> {
  if (existsSync(path)) return undefined;
  return { what: `${path} is missing`, mend: `give this machine ${what}.` };
}

async function checkControlGroups(): Promise<MissingRequirement | undefined> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  if (/ - cgroup2? /.test(mounts)) return undefined;
  return { what: 'No control groups are mounted', mend: 'mount cgroup2 at /sys/fs/cgroup.' };
}

async function checkSubordinateIds(): Promise<MissingRequirement | undefined> {
  if (await rootHasEnough()) return undefined;
  return {
    what: "root's range in /etc/subuid or /etc/subgid is too small for Samba",
    mend: 'make it 10000000 or more ids long; existing containers of this host move with it.',
  };
}
