import { Command } from 'commander';
import { systemClock } from '../base/clock.ts';
import { type Usage, usageBetween } from '../workspaces/index.ts';
import { CommandError } from './failure.ts';
import { withLocal } from './local.ts';

/** `alcove usage`: how long WorkSpaces ran, in which mode and size; also those that are gone. */
export function usageCommand(): Command {
  return new Command('usage')
    .description('show how long WorkSpaces ran, in which mode and size')
    .option('--since <date>', 'only from then on, such as 2026-11-01 or 2026-11-01T08:00:00Z (UTC)')
    .option('--json', 'as JSON, in seconds')
    .action(async (options: { since?: string; json?: boolean }) => {
      const since = instant(options.since);
      await withLocal(async (local) => {
        const usage = await usageBetween(local.database, since, systemClock.now());
        process.stdout.write(options.json ? `${JSON.stringify(usage, null, 2)}\n` : text(usage));
      });
    });
}

/** Without a date: the beginning of all records. */
function instant(date: string | undefined): Date {
  const found = new Date(date ?? 0);
  if (Number.isNaN(found.getTime())) throw new CommandError(`${date} is not a date such as 2026-11-01.`);
  return found;
}

function text(usage: readonly Usage[]): string {
  if (usage.length === 0) return 'No WorkSpace ran in this time.\n';
  return usage.map(line).join('');
}

function line(usage: Usage): string {
  const parts = [
    usage.workspaceId.padEnd(13),
    usage.userName.padEnd(20),
    usage.runningMode.padEnd(10),
    usage.computeType.padEnd(12),
    `${usage.rootVolumeGib}+${usage.userVolumeGib} GiB`.padEnd(14),
    duration(usage.seconds).padStart(12),
    usage.running ? '  runs' : '',
  ];
  return `${parts.join(' ').trimEnd()}\n`;
}

/** Such as `26:03:07`: hours, minutes, seconds. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
