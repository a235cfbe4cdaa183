import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProcesses, signal } from '../../base/processes.ts';
import { until } from '../../base/until.ts';
import { findProgram } from './software.ts';

/** Compiled into LXC's hook: all containers of a host share it. */
const MOUNT_POINT = '/var/lib/lxcfs';
const MARKER = 'lxcfs-started';
/** There as soon as it serves. */
const PROBE = join(MOUNT_POINT, 'proc', 'meminfo');
const LOOK_MS = 20;
const READY_MS = 10_000;

const run = promisify(execFile);

/**
 * Starts lxcfs, which shows instances their own limits in /proc, where the host has it installed but not running
 * (no systemd), and returns when it serves. Notes in `stateDirectory` that it was us.
 */
export async function ensureLxcfs(stateDirectory: string): Promise<void> {
  const program = await findProgram('lxcfs');
  if (!program || (await isServing())) return;
  // One that was killed leaves its mount behind, on which nothing answers.
  if (await isMounted('self')) await run('umount', ['--lazy', MOUNT_POINT]);
  await mkdir(MOUNT_POINT, { recursive: true });
  await writeFile(join(stateDirectory, MARKER), '');
  spawn(program, [MOUNT_POINT], { detached: true, stdio: 'ignore' }).unref();
  await until(() => access(PROBE), { intervalMs: LOOK_MS, timeoutMs: READY_MS });
}

async function isServing(): Promise<boolean> {
  return await access(PROBE).then(
    () => true,
    () => false, // not mounted, or dead
  );
}

/** Ends the lxcfs that we started, unless instances of others use it by now. */
export async function releaseLxcfs(stateDirectory: string): Promise<void> {
  const marker = join(stateDirectory, MARKER);
  if (!existsSync(marker)) return;
  if (!(await isUsed())) {
    const own = await findProcesses((line) => line[0]?.endsWith('lxcfs') === true && line[1] === MOUNT_POINT);
    for (const { pid } of own) signal(pid, 'SIGTERM');
  }
  await rm(marker);
}

/** Whether a process in another mount namespace, thus an instance, sees it. */
async function isUsed(): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const seen = await Promise.all(pids.map((pid) => isBound(pid)));
  return seen.includes(true);
}

async function isMounted(pid: string): Promise<boolean> {
  return (await mountsOf(pid)).includes(` ${MOUNT_POINT} `);
}

/** Instances see files of it bound over their /proc. */
async function isBound(pid: string): Promise<boolean> {
  return (await mountsOf(pid)).split('\n').some((line) => / \/proc\/\S+ .* fuse\.lxcfs /.test(line));
}

async function mountsOf(pid: string): Promise<string> {
  // A process may end between the listing and the look.
  return await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
}
