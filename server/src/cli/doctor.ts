import { Command } from 'commander';
import { homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import { hostChecks } from './doctor/host-checks.ts';
import { leftoverChecks } from './doctor/leftover-checks.ts';
import { CommandError } from './failure.ts';

/** What one check of `alcove doctor` found. */
export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do about it; empty where all is well. */
  mend: string;
}

/** `alcove doctor`: what is missing or wrong on this host, with the mend; exit code 1 when something is. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('find what is missing or wrong on this host, and say how to mend it')
    .option(
      '--leftovers',
      'also look for what nobody owns, and for what is missing: instances, volumes, addresses, machine accounts',
    )
    .option('--mend', 'with --leftovers: remove what nobody owns, bring back what can be without a loss')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean; leftovers?: boolean; mend?: boolean }) => {
      const home = homeFrom(process.env);
      const { values } = loadSettings(home.configFile, process.env);
      const findings = await hostChecks(home, values);
      const { leftovers, mend = false } = options;
      if (mend && !leftovers) throw new CommandError('--mend goes with --leftovers.');
      if (leftovers) findings.push(...(await leftoverChecks(home, values, mend)));
      if (findings.some((finding) => !finding.ok)) process.exitCode = 1;
      process.stdout.write(
        options.json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(line).join(''),
      );
    });
}

function line({ name, ok, detail, mend }: Finding): string {
  return `${ok ? '✓' : '✗'} ${name.padEnd(22)} ${detail}\n${ok ? '' : `    mend: ${mend}\n`}`;
}
