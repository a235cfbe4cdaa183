import { Command } from 'commander';
import { type RunHistory, runsFor } from '../workflows/history.ts';
import { CommandError } from './failure.ts';
import { withLocal } from './local.ts';

/** `alcove history <id>`: what was done about a WorkSpace, directory or network, step by step. */
export function historyCommand(): Command {
  return new Command('history')
    .description(
      'show what was done about a WorkSpace, directory or network, step by step and how long it took',
    )
    .argument('<id>', 'such as ws-1a2b3c4d5, d-0123456789 or vpc-…')
    .option('--json', 'as JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      await withLocal(async (local) => {
        const runs = await runsFor(local.database, id);
        if (runs.length === 0) throw new CommandError(`Nothing is on record about ${id}.`);
        process.stdout.write(options.json ? `${JSON.stringify(runs, null, 2)}\n` : runs.map(text).join('\n'));
      });
    });
}

function text(run: RunHistory): string {
  const steps = run.steps.map(({ name, undo, status, durationMs, error }) => {
    const title = `${undo ? 'undo ' : ''}${name}`.padEnd(24);
    return `  ${title} ${status.padEnd(10)} ${seconds(durationMs)}${error ? `  ${error}` : ''}\n`;
  });
  const failure = run.failure ? `  ${run.failure.message}\n` : '';
  const head = `${run.createdAt.toISOString()}  ${run.type}  ${run.status}  ${seconds(run.durationMs)}\n`;
  return head + steps.join('') + failure;
}

function seconds(milliseconds: number | null): string {
  return milliseconds === null ? '' : `${(milliseconds / 1000).toFixed(2)} s`;
}
