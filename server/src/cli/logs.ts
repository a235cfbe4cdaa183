import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { homeFrom } from '../config/home.ts';
import { CommandError } from './failure.ts';

/** `alcove logs [role]`: the end of the logs, or all that comes. */
export function logsCommand(): Command {
  return new Command('logs')
    .description('show the logs of the processes')
    .argument('[role]', 'supervisor, worker, api, gateway, database or engine; all unless said')
    .option('-f, --follow', 'go on as lines are written')
    .option('-n, --lines <count>', 'how many lines of each', '50')
    .action(async (role: string | undefined, options: { follow?: boolean; lines: string }) => {
      const { logs } = homeFrom(process.env);
      const there = existsSync(logs) ? readdirSync(logs).filter((name) => name.endsWith('.log')) : [];
      if (!/^\d+$/.test(options.lines)) throw new CommandError('--lines takes a whole number.');
      const wanted = role === undefined ? there : there.filter((name) => name === `${role}.log`);
      if (wanted.length === 0) {
        const names = there.map((name) => name.replace(/\.log$/, '')).join(', ') || 'none yet';
        throw new CommandError(
          `There is no log${role ? ` of ${role}` : ''} in ${logs}. Logs that are there: ${names}.`,
        );
      }
      const files = wanted.map((name) => join(logs, name));
      const tail = spawn('tail', ['-n', options.lines, ...(options.follow ? ['-F'] : []), '--', ...files], {
        stdio: 'inherit',
      });
      process.exitCode = await new Promise<number>((resolve) =>
        tail.on('exit', (code) => resolve(code ?? 0)),
      );
    });
}
