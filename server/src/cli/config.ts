import { Command } from 'commander';
import { homeFrom } from '../config/home.ts';
import { environmentVariable, loadSettings, settingNames } from '../config/load.ts';
import { settings } from '../config/settings.ts';

/** `alcove config`: every setting with its value, default, source and meaning. */
export function configCommand(): Command {
  return new Command('config')
    .description('print all settings with value, default, source and meaning')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => {
      const home = homeFrom(process.env);
      const { values, sources } = loadSettings(home.configFile, process.env);
      const rows = settingNames().map((name) => ({
        name,
        value: settings[name].secret && values[name] !== '' ? '[secret]' : values[name],
        default: settings[name].default,
        source: sources[name],
        variable: environmentVariable(name),
        meaning: settings[name].meaning,
      }));
      process.stdout.write(options.json ? `${JSON.stringify(rows, null, 2)}\n` : text(rows, home.configFile));
    });
}

interface Row {
  name: string;
  value: unknown;
  default: unknown;
  source: string;
  variable: string;
  meaning: string;
}

function text(rows: Row[], file: string): string {
  const blocks = rows.map(
    (row) =>
      `${row.name} = ${JSON.stringify(row.value)}  (${row.source}; default ${JSON.stringify(row.default)})\n` +
      `    ${row.meaning}\n    ${row.variable}\n`,
  );
  return `Settings are read from ${file} and from the environment.\n\n${blocks.join('\n')}`;
}
