import { Command } from 'commander';
import { workflowQueue as queue } from '../workflows/queue.ts';
import { requestSnapshot } from '../workspaces/lifecycle/index.ts';
import { findWorkspace } from '../workspaces/store/workspaces.ts';
import { CommandError } from './failure.ts';
import { type Local, withLocal } from './local.ts';
import { endOfRun } from './runs.ts';

/** What is under way about the WorkSpace comes first. */
const TIMEOUT_MS = 600_000;

/** `alcove snapshot <id>`: a snapshot of a WorkSpace now, beside those that are taken every twelve hours. */
export function snapshotCommand(): Command {
  return new Command('snapshot')
    .description('take a snapshot of both volumes of a WorkSpace now; rebuilding and restoring go back to it')
    .argument('<workspace-id>', 'such as ws-1a2b3c4d5')
    .option('--json', 'as JSON')
    .action(async (workspaceId: string, options: { json?: boolean }) => {
      await withLocal(async (local) => {
        const snapshotId = await takeSnapshot(local, workspaceId);
        const text = `Took the snapshot ${snapshotId} of ${workspaceId}.`;
        process.stdout.write(
          options.json ? `${JSON.stringify({ workspaceId, snapshotId }, null, 2)}\n` : `${text}\n`,
        );
      });
    });
}

async function takeSnapshot({ database }: Local, workspaceId: string): Promise<string> {
  if (!(await findWorkspace(database, workspaceId))) {
    throw new CommandError(`There is no WorkSpace ${workspaceId}.`);
  }
  const runId = await requestSnapshot({ database, queue }, workspaceId);
  const run = await endOfRun({ database }, runId, { what: 'The snapshot', timeoutMs: TIMEOUT_MS });
  if (typeof run.output === 'string') return run.output;
  const row = await findWorkspace(database, workspaceId);
  throw new CommandError(
    run.failure
      ? `The snapshot of ${workspaceId} was not taken: ${run.failure.message}`
      : `The snapshot of ${workspaceId} was not taken: the WorkSpace is ${row?.state ?? 'gone'}, and only healthy ones are kept copies of.`,
  );
}
