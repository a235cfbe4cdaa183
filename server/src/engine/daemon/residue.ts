import { execFile } from 'node:child_process';
import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loopDevices, mounts } from '../../base/mounts.ts';
import { childrenOf, ended, findProcesses, type Process, signal } from '../../base/processes.ts';

const run = promisify(execFile);
const KILL_MILLISECONDS = 10_000;
const CGROUP_ROOT = '/sys/fs/cgroup';

/**
 * Removes what a daemon that is gone may have left of its state directory: instances that live on in their
 * monitors, their control groups, mounts, loop devices, and the directory itself. Touches nothing else.
 */
export async function removeResidue(directory: string): Promise<void> {
  await killInstances(directory);
  await unmountBelow(directory);
  await detachLoopDevices(directory);
  await rm(directory, { recursive: true, force: true });
}

/** Each instance has a monitor `[lxc monitor] <directory>/containers <name>`, its init is the monitor's child. */
async function killInstances(directory: string): Promise<void> {
  const monitors = await findProcesses((line) => isMonitor(line, directory));
  for (const monitor of monitors) {
    const groups = await controlGroupsOf(monitor);
    // With its init all processes of the instance end.
    for (const init of await childrenOf(monitor.pid)) signal(init, 'SIGKILL');
    signal(monitor.pid, 'SIGKILL');
    await ended(monitor, KILL_MILLISECONDS);
    for (const group of groups) await removeGroup(group);
  }
}

function isMonitor(commandLine: readonly string[], directory: string): boolean {
  const title = commandLine.join(' ');
  return title.startsWith(`[lxc monitor] ${directory}/`);
}

/** The `lxc.monitor.…` and `lxc.payload.…` groups of an instance, in every hierarchy. */
async function controlGroupsOf(monitor: Process): Promise<string[]> {
  const pids = [monitor.pid, ...(await childrenOf(monitor.pid))];
  const memberships = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')),
  );
  const names = memberships.flatMap((text) => text.match(/lxc\.(?:monitor|payload)\.[^/\n]+/g) ?? []);
  const hierarchies = ['', ...(await readdir(CGROUP_ROOT))];
  return [...new Set(names)].flatMap((name) =>
    hierarchies.map((hierarchy) => join(CGROUP_ROOT, hierarchy, name)),
  );
}

/** A group goes when its children have gone. One that is not there, or that somebody uses again, stays out. */
async function removeGroup(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeGroup(join(path, entry.name));
  await rmdir(path).catch(() => undefined);
}

async function unmountBelow(directory: string): Promise<void> {
  const targets = (await mounts()).map(({ target }) => target);
  // The latest first: they may lie in each other.
  for (const target of targets.filter((path) => path.startsWith(`${directory}/`)).reverse()) {
    await run('umount', ['--lazy', target]);
  }
}

async function detachLoopDevices(directory: string): Promise<void> {
  for (const { device, file } of await loopDevices()) {
    if (file.startsWith(`${directory}/`)) await run('losetup', ['--detach', device]);
  }
}
