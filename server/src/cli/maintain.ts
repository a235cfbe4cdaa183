import { Command } from 'commander';
import { systemClock } from '../base/clock.ts';
import type { RunHistory } from '../workflows/history.ts';
import { workflowQueue as queue } from '../workflows/queue.ts';
import { type MaintenanceRefusal, requestMaintenance } from '../workspaces/lifecycle/index.ts';
import { findWorkspace } from '../workspaces/store/workspaces.ts';
import { CommandError } from './failure.ts';
import { type Local, withLocal } from './local.ts';
import { endOfRun } from './runs.ts';

/** As long as an update may take, and starting and restarting around it. */
const TIMEOUT_MS = 3_600_000;

interface MaintainOptions {
  interrupt?: boolean;
  json?: boolean;
}

/** `alcove maintain <id>`: what a maintenance window does, now. */
export function maintainCommand(): Command {
  return new Command('maintain')
    .description(
      "install the updates of a WorkSpace's operating system now; it is started for it, and restarted if need be",
    )
    .argument('<workspace-id>', 'such as ws-1a2b3c4d5')
    .option('--interrupt', 'also while a user is connected')
    .option('--json', 'as JSON')
    .action(async (workspaceId: string, options: MaintainOptions) => {
      await withLocal(async (local) => {
        const { failure, output } = await maintained(local, workspaceId, options.interrupt ?? false);
        if (failure) throw new CommandError(`The maintenance of ${workspaceId} failed: ${failure.message}`);
        const json = JSON.stringify({ workspaceId, updates: output }, null, 2);
        process.stdout.write(`${options.json ? json : sentence(workspaceId, output)}\n`);
      });
    });
}

async function maintained({ database }: Local, workspaceId: string, interrupt: boolean): Promise<RunHistory> {
  const asked = await requestMaintenance({ database, queue, clock: systemClock }, workspaceId, { interrupt });
  if ('refusal' in asked) throw await refused({ database }, workspaceId, asked.refusal);
  return endOfRun({ database }, asked.runId, { what: 'The maintenance', timeoutMs: TIMEOUT_MS });
}

async function refused(
  { database }: Pick<Local, 'database'>,
  workspaceId: string,
  refusal: MaintenanceRefusal,
): Promise<CommandError> {
  if (refusal === 'missing') return new CommandError(`There is no WorkSpace ${workspaceId}.`);
  if (refusal === 'connected') {
    return new CommandError(`A user is connected to ${workspaceId}; --interrupt maintains it all the same.`);
  }
  const row = await findWorkspace(database, workspaceId);
  return new CommandError(
    `${workspaceId} is ${row?.state ?? 'gone'}: only one that is AVAILABLE or STOPPED, and not being modified, is maintained.`,
  );
}

function sentence(workspaceId: string, output: RunHistory['output']): string {
  const { outcome, packages, message, rebootRequired } = Object(output) as Record<string, unknown>;
  if (outcome === 'failed') return `The updates of ${workspaceId} were not installed:\n${message}`;
  const restarted = rebootRequired === true ? ' It was restarted.' : '';
  if (outcome === 'updated') return `${workspaceId}: ${packages} packages are updated.${restarted}`;
  return `${workspaceId} has all updates.${restarted}`;
}
