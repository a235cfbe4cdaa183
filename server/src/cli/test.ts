import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from './failure.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const suites = {
  lint: () => check('npm', ['run', '--silent', 'lint']),
  types: () => check('npm', ['run', '--silent', 'typecheck']),
  unit: () => vitest([]),
  torture: (options: Options) =>
    check('node', ['test/torture/main.ts', '--seconds', String(options.torture)]),
  e2e: () => vitest(['--config', 'vitest.e2e.config.ts']),
} satisfies Record<string, (options: Options) => Promise<Counts>>;

type Suite = keyof typeof suites;

interface Options {
  only?: Suite;
  /** How long the workflow engine is tortured. */
  torture: number;
}

const TORTURE_SECONDS = 100;
const LONG_TORTURE_SECONDS = 600;

/** `alcove test`: everything that a machine can check, ending in one line of counts. */
export function testCommand(): Command {
  return new Command('test')
    .description(
      'check everything a machine can check: style, types, units, and whole paths on the real engine',
    )
    .option('--only <suite>', `one of ${Object.keys(suites).join(', ')}`, suiteName)
    .addOption(tortureOption())
    .action(async (options: Options) => {
      const total: Counts = { passed: 0, failed: 0, skipped: 0 };
      for (const [name, run] of Object.entries(suites)) {
        if (options.only !== undefined && options.only !== name) continue;
        process.stdout.write(`\n=== ${name}\n`);
        const counts = await run(options);
        total.passed += counts.passed;
        total.failed += counts.failed;
        total.skipped += counts.skipped;
      }
      if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
      process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
    });
}

/** Without a number it is the long run. */
function tortureOption(): Option {
  return new Option('--torture [seconds]', 'how long workers and database are killed at random')
    .argParser(seconds)
    .default(TORTURE_SECONDS)
    .preset(String(LONG_TORTURE_SECONDS));
}

function suiteName(text: string): Suite {
  if (!Object.hasOwn(suites, text)) throw new InvalidArgumentError(`There is no suite ${text}.`);
  return text as Suite;
}

function seconds(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It is a whole number of seconds.');
  return Number(text);
}

/** A command whose exit code says it all counts as one test. */
async function check(command: string, commandArguments: string[]): Promise<Counts> {
  const succeeded = (await run(command, commandArguments)) === 0;
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
}

async function vitest(extra: string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-test-'));
  const report = join(folder, 'report.json');
  try {
    const code = await run('npx', [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...extra,
    ]);
    return counts(report, code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A run that ends badly without naming a failed test (a file that does not load) counts as one failure. */
function counts(report: string, exitCode: number): Counts {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
    const failed = json.numFailedTests ?? 0;
    return {
      passed: json.numPassedTests ?? 0,
      failed: exitCode !== 0 && failed === 0 ? 1 : failed,
      skipped: (json.numPendingTests ?? 0) + (json.numTodoTests ?? 0),
    };
  } catch (error) {
    throw new CommandError(
      `The test runner left no report: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function run(command: string, commandArguments: string[]): Promise<number> {
  const root = process.env.ALCOVE_ROOT;
  if (root === undefined) throw new CommandError('Run the tests with ./alcove test.');
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
