import { Command } from 'commander';
import { until } from '../base/until.ts';
import { homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import { type RunHistory, runHistory } from '../workflows/history.ts';
import { workflowQueue as queue } from '../workflows/queue.ts';
import { requestSnapshot } from '../workspaces/lifecycle/index.ts';
import { findWorkspace } from '../workspaces/store/workspaces.ts';
import { CommandError } from './failure.ts';
import { type Local, openLocal } from './local.ts';

/** What is under way about the WorkSpace comes first. */
const TIMEOUT_MS = 600_000;
const LOOK_INTERVAL_MS = 100;

/** `alcove snapshot <id>`: a snapshot of a WorkSpace now, beside those that are taken every twelve hours. */
export function snapshotCommand(): Command {
  return new Command('snapshot')
    .description('take a snapshot of both volumes of a WorkSpace now; rebuilding and restoring go back to it')
    .argument('<workspace-id>', 'such as ws-1a2b3c4d5')
    .option('--json', 'as JSON')
    .action(async (workspaceId: string, options: { json?: boolean }) => {
      const home = homeFrom(process.env);
      const { values } = loadSettings(home.configFile, process.env);
      const local = await openLocal(home, values);
      try {
        const snapshotId = await takeSnapshot(local, workspaceId);
        const text = `Took the snapshot ${snapshotId} of ${workspaceId}.`;
        process.stdout.write(
          options.json ? `${JSON.stringify({ workspaceId, snapshotId }, null, 2)}\n` : `${text}\n`,
        );
      } finally {
        await local.close();
      }
    });
}

async function takeSnapshot({ database }: Local, workspaceId: string): Promise<string> {
  if (!(await findWorkspace(database, workspaceId))) {
    throw new CommandError(`There is no WorkSpace ${workspaceId}.`);
  }
  const runId = await requestSnapshot({ database, queue }, workspaceId);
  const run = await until(() => endedRun(database, runId), {
    ...{ intervalMs: LOOK_INTERVAL_MS, timeoutMs: TIMEOUT_MS },
  });
  if (typeof run.output === 'string') return run.output;
  const row = await findWorkspace(database, workspaceId);
  throw new CommandError(
    run.failure
      ? `The snapshot of ${workspaceId} was not taken: ${run.failure.message}`
      : `The snapshot of ${workspaceId} was not taken: the WorkSpace is ${row?.state ?? 'gone'}, and only healthy ones are kept copies of.`,
  );
}

async function endedRun(database: Local['database'], runId: string): Promise<RunHistory> {
  const run = await runHistory(database, runId);
  if (!run?.finishedAt) throw new CommandError('The snapshot is still under way; see: alcove history');
  return run;
}
