import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { createLogger } from '../base/log.ts';
import { type Home, homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { buildImage, loadRecipe } from '../images/index.ts';
import { apiUrl, gatewayUrl } from '../roles/addresses.ts';
import { imagesDirectory } from '../roles/images.ts';
import { type ServiceStatus, serviceStatus } from '../supervisor/control.ts';
import { systemdIsInit } from '../supervisor/host.ts';
import { startUnit } from '../supervisor/systemd.ts';
import { CommandError } from './failure.ts';
import { Progress } from './progress.ts';

const START_SECONDS_MAX = 300;
const RECIPES = ['controller', 'desktop'] as const;

/** `alcove up`: builds the images when they are missing, and starts everything. Running already counts as done. */
export function upCommand(): Command {
  return new Command('up')
    .description('start database, engine, worker, API and gateway')
    .option('-d, --detach', 'return when all of it works')
    .action(async (options: { detach?: boolean }) => {
      const home = homeFrom(process.env);
      const { values } = loadSettings(home.configFile, process.env);
      if (options.detach) {
        await ensureRunning(home, values, new Progress());
        process.stdout.write(
          `Alcove runs.\n  API      ${apiUrl(values)}\n  gateway  ${gatewayUrl(values)}\n`,
        );
        return;
      }
      if (await serviceStatus(home)) throw new CommandError('Alcove runs already; "alcove status" shows it.');
      await ensureImages(values, new Progress());
      const supervisor = spawn(process.execPath, [mainFile(), 'supervisor'], { stdio: 'inherit' });
      // Ctrl+C reaches the supervisor by itself; this process waits for its orderly end.
      process.on('SIGINT', () => undefined);
      process.on('SIGTERM', () => supervisor.kill('SIGTERM'));
      process.exitCode = await new Promise<number>((resolve) =>
        supervisor.on('exit', (code) => resolve(code ?? 1)),
      );
    });
}

/** Starts the service in the background unless it runs, and returns when every role is ready. */
export async function ensureRunning(home: Home, settings: Settings, progress: Progress): Promise<void> {
  const before = await serviceStatus(home);
  if (before?.state === 'running') return;
  if (before === undefined) {
    await ensureImages(settings, progress);
    startInBackground(home);
  }
  await progress.step('starting', async (report) => {
    const deadline = Date.now() + START_SECONDS_MAX * 1000;
    for (;;) {
      const status = await serviceStatus(home);
      if (status?.state === 'running') return;
      report(undefined, status?.detail ?? '');
      failIfHopeless(status, Date.now() > deadline);
      await delay(100);
    }
  });
}

function failIfHopeless(status: ServiceStatus | undefined, isLate: boolean): void {
  if (status?.state === 'failed') {
    throw new CommandError(
      `The service could not be started: ${status.detail}\nMend it, then: alcove down; alcove up --detach`,
    );
  }
  if (status?.state === 'stopping')
    throw new CommandError('The service is just being stopped; try again in a moment.');
  if (!isLate) return;
  throw new CommandError(
    `The service is not ready after ${START_SECONDS_MAX} s (${status?.detail ?? 'it does not answer'}). See "alcove logs supervisor".`,
  );
}

function startInBackground(home: Home): void {
  if (systemdIsInit()) {
    startUnit(home, process.execPath, mainFile());
    return;
  }
  mkdirSync(home.logs, { recursive: true });
  const log = openSync(join(home.logs, 'supervisor.log'), 'a', 0o640);
  spawn(process.execPath, [mainFile(), 'supervisor'], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', log, log],
  }).unref();
  closeSync(log);
}

/** Builds the images that the cache does not have. */
async function ensureImages(settings: Settings, progress: Progress): Promise<void> {
  const log = createLogger('images', 'error');
  for (const name of RECIPES) {
    const recipe = await loadRecipe(name);
    await progress.step(`image of the ${name}`, async (report) => {
      await buildImage({
        recipe,
        cacheDirectory: imagesDirectory(settings),
        log,
        onProgress: ({ phase, fraction }) => report(fraction * 100, phase),
      });
    });
  }
}

function mainFile(): string {
  return new URL('../main.js', import.meta.url).pathname;
}
