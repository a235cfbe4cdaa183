import { Command } from 'commander';
import type { ImageCheckResult } from '../workspaces/index.ts';
import { checkImage } from '../workspaces/lifecycle/index.ts';
import { findWorkspace } from '../workspaces/store/workspaces.ts';
import { CommandError } from './failure.ts';
import { type Local, withLocal } from './local.ts';

/** `alcove image check <id>`: whether an image can be made of a WorkSpace; exit code 1 when it cannot. */
export function imageCommand(): Command {
  const check = new Command('check')
    .description('look inside a WorkSpace for what is in the way of an image of it, and say how to mend it')
    .argument('<workspace-id>', 'such as ws-1a2b3c4d5; it must be AVAILABLE')
    .option('--json', 'as JSON')
    .action(async (workspaceId: string, options: { json?: boolean }) => {
      await withLocal(async (local) => {
        const results = await checkWorkspace(local, workspaceId);
        if (results.some(({ outcome }) => outcome === 'FAILED')) process.exitCode = 1;
        process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : text(results));
      });
    });
  return new Command('image').description('images of WorkSpaces').addCommand(check);
}

async function checkWorkspace({ database, engine }: Local, workspaceId: string): Promise<ImageCheckResult[]> {
  const row = await findWorkspace(database, workspaceId);
  if (!row) throw new CommandError(`There is no WorkSpace ${workspaceId}.`);
  if (row.state !== 'AVAILABLE') {
    throw new CommandError(
      `The WorkSpace ${workspaceId} is ${row.state}: images can be made of one that is AVAILABLE.`,
    );
  }
  return checkImage(engine, workspaceId);
}

function text(results: readonly ImageCheckResult[]): string {
  const failed = results.filter(({ outcome }) => outcome === 'FAILED').length;
  const warned = results.filter(({ outcome }) => outcome === 'WARNING').length;
  const end =
    failed + warned === 0
      ? 'Validation Successful'
      : `${failed} failed, ${warned} with a warning.${failed === 0 ? ' An image can be made.' : ''}`;
  return `${results.map(lines).join('')}\n${end}\n`;
}

function lines({ name, title, outcome, details, fix }: ImageCheckResult): string {
  const more = details.map((detail) => `         ${detail}\n`).join('');
  return `${outcome.padEnd(7)}  ${title} (${name})\n${more}${fix === '' ? '' : `         fix: ${fix}\n`}`;
}
