import { Command } from 'commander';
import type { Settings } from '../config/settings.ts';
import type { Database } from '../database/database.ts';
import { accountExists } from '../identity/index.ts';
import { installationQuotas } from '../roles/quotas.ts';
import { readRootKey } from '../supervisor/root-key.ts';
import {
  isQuotaName,
  QUOTA_MAX,
  type QuotaName,
  quotaNames,
  quotaRules,
  quotasSet,
  quotasUsed,
  resetQuota,
  setQuota,
} from '../workspaces/index.ts';
import { CommandError } from './failure.ts';
import { withLocal } from './local.ts';

interface QuotaOptions {
  account?: string;
  region?: string;
  json?: boolean;
}

interface Scope {
  database: Database;
  settings: Settings;
  place: { accountId: string; region: string };
}

/** One line of `alcove quota`. */
interface QuotaLine {
  name: QuotaName;
  value: number;
  default: number;
  used: number;
  meaning: string;
}

/** `alcove quota`: how many of each an account may have in a Region. */
export function quotaCommand(): Command {
  const command = withPlace(new Command('quota'))
    .description('show and change how many WorkSpaces, images, … an account may have')
    .option('--json', 'as JSON')
    .action((options: QuotaOptions) => inPlace(options, (scope) => show(scope, options)));
  withPlace(command.command('set <name> <value>').description('change a quota')).action(
    (name: string, value: string, _own: QuotaOptions, own: Command) =>
      inPlace(own.optsWithGlobals(), ({ database, place }) =>
        setQuota(database, place, known(name), number(value)),
      ),
  );
  withPlace(command.command('reset <name>').description('go back to the default')).action(
    (name: string, _own: QuotaOptions, own: Command) =>
      inPlace(own.optsWithGlobals(), ({ database, place }) => resetQuota(database, place, known(name))),
  );
  return command;
}

function withPlace(command: Command): Command {
  return command
    .option('--account <id>', "the account; the installation's own unless said")
    .option('--region <name>', "the Region; the installation's unless said");
}

function inPlace(options: QuotaOptions, work: (scope: Scope) => Promise<void>): Promise<void> {
  return withLocal(async ({ database }, { home, settings }) => {
    const region = options.region ?? settings['region.name'];
    if (region !== settings['region.name']) {
      throw new CommandError(`This installation has the Region ${settings['region.name']} alone.`);
    }
    const accountId = options.account ?? readRootKey(home).accountId;
    if (!(await accountExists(database, accountId))) {
      throw new CommandError(`There is no account ${accountId}.`);
    }
    await work({ database, settings, place: { accountId, region } });
  });
}

async function show({ database, settings, place }: Scope, { json }: QuotaOptions): Promise<void> {
  const defaults = installationQuotas(settings);
  const [set, used] = await Promise.all([quotasSet(database, place), quotasUsed(database, place)]);
  const lines = quotaNames.map((name) => ({
    name,
    value: set[name] ?? defaults[name],
    default: defaults[name],
    used: used[name],
    meaning: quotaRules[name].meaning,
  }));
  process.stdout.write(json ? `${JSON.stringify(lines, null, 2)}\n` : text(lines));
}

function text(lines: readonly QuotaLine[]): string {
  const rows = [
    ['quota', 'value', 'default', 'used', ''],
    ...lines.map((line) => [line.name, line.value, line.default, line.used, line.meaning]),
  ];
  return rows
    .map(([name, value, fallback, used, meaning]) =>
      `${`${name}`.padEnd(22)} ${`${value}`.padStart(7)} ${`${fallback}`.padStart(7)} ${`${used}`.padStart(5)}  ${meaning}`.trimEnd(),
    )
    .join('\n')
    .concat('\n');
}

function known(name: string): QuotaName {
  if (isQuotaName(name)) return name;
  throw new CommandError(`There is no quota ${name}; there are ${quotaNames.join(', ')}.`);
}

function number(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= QUOTA_MAX) return value;
  throw new CommandError(`A quota is a number from 0 to ${QUOTA_MAX}, not ${text}.`);
}
