import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  RebootWorkspacesCommand,
  StartWorkspacesCommand,
  StopWorkspacesCommand,
  type WorkSpacesClient,
} from '@aws-sdk/client-workspaces';
import type { Engine } from '../../server/src/engine/index.ts';
import { describe, type Setup } from './setup.ts';
import { until } from './until.ts';

const requests = {
  start: (client: WorkSpacesClient, WorkspaceId: string) =>
    client.send(new StartWorkspacesCommand({ StartWorkspaceRequests: [{ WorkspaceId }] })),
  stop: (client: WorkSpacesClient, WorkspaceId: string) =>
    client.send(new StopWorkspacesCommand({ StopWorkspaceRequests: [{ WorkspaceId }] })),
  reboot: (client: WorkSpacesClient, WorkspaceId: string) =>
    client.send(new RebootWorkspacesCommand({ RebootWorkspaceRequests: [{ WorkspaceId }] })),
};

/** Asks for a change and waits for its end. @returns milliseconds from the request to the state being seen */
export async function power(
  { client }: Setup,
  workspaceId: string,
  what: keyof typeof requests,
): Promise<number> {
  const startedAt = performance.now();
  const { FailedRequests } = await requests[what](client, workspaceId);
  if (FailedRequests?.length) throw new Error(`${what}: ${JSON.stringify(FailedRequests)}`);
  await untilState({ client }, workspaceId, what === 'stop' ? 'STOPPED' : 'AVAILABLE');
  return performance.now() - startedAt;
}

export async function untilState(
  { client }: Pick<Setup, 'client'>,
  workspaceId: string,
  state: string,
): Promise<void> {
  await until(`${workspaceId} is ${state}`, 90, async () => {
    const workspace = await describe(client, workspaceId);
    if (workspace?.State === 'ERROR') throw new Error(`${workspaceId}: ${workspace.ErrorMessage}`);
    return workspace?.State === state ? true : undefined;
  });
}

/** A program of the desktop that computes without end, and writes down how far it has come. */
export async function startBusyProgram(engine: Engine, workspaceId: string): Promise<void> {
  const loop = 'n=0; while :; do n=$((n+1)); echo $n > /run/busy; done';
  const { exitCode, stderr } = await engine.execute(workspaceId, [
    ...['systemd-run', '--unit=busy', '--quiet', 'sh', '-c', loop],
  ]);
  if (exitCode !== 0) throw new Error(`The program did not start: ${stderr}`);
  await until('it computes', 10, async () => ((await progress(engine, workspaceId)) > 0 ? true : undefined));
}

/** How far it has come. */
export function progress(engine: Engine, workspaceId: string): Promise<number> {
  // The file is empty for a moment each time it is written.
  return until('it has written how far it is', 10, async () => {
    const { stdout } = await engine.execute(workspaceId, ['cat', '/run/busy']);
    return stdout.trim() === '' ? undefined : Number(stdout);
  });
}

/** The first process of that name in the desktop; undefined while there is none. */
export async function processOf(
  engine: Engine,
  workspaceId: string,
  program: string,
): Promise<number | undefined> {
  const { stdout } = await engine.execute(workspaceId, ['pgrep', '--oldest', '--exact', program]);
  return stdout.trim() === '' ? undefined : Number(stdout);
}

/** The processor time that everything in the desktop has used since it was started, as the host counts it. */
export async function cpuTime(engine: Engine, workspaceId: string): Promise<string> {
  const pid = await engine.processId(workspaceId);
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  const path = (line: string | undefined) => /^\d+:[^:]*:(\/lxc\.payload\.[^/]+)/.exec(line ?? '')?.[1];
  const v1 = path(groups.find((line) => /^\d+:(?:[^:]*,)?cpuacct[,:]/.test(line)));
  if (v1 !== undefined) return readFileSync(join('/sys/fs/cgroup/cpuacct', v1, 'cpuacct.usage'), 'utf8');
  const v2 = path(groups.find((line) => line.startsWith('0::')));
  if (v2 === undefined) throw new Error(`The control group of ${workspaceId} is not known: ${groups}`);
  const usage = readFileSync(join('/sys/fs/cgroup', v2, 'cpu.stat'), 'utf8');
  return /^usage_usec (\d+)$/m.exec(usage)?.[1] ?? '';
}
