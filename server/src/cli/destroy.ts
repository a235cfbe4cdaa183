import { existsSync, rmSync } from 'node:fs';
import { Command } from 'commander';
import { createLogger, type Logger } from '../base/log.ts';
import { type Home, homeFrom, installationTag } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { EngineDaemon } from '../engine/daemon/daemon.ts';
import { openEngine } from '../roles/engine.ts';
import { openFabric } from '../roles/fabric.ts';
import { serviceStatus } from '../supervisor/control.ts';
import { strikeOutInstallation } from '../supervisor/installations.ts';
import { removeUnit } from '../supervisor/systemd.ts';
import { destroyPool, releasePool } from '../volumes/index.ts';
import { stopService } from './down.ts';
import { CommandError } from './failure.ts';
import { Progress } from './progress.ts';

/** `alcove destroy --yes`: removes what this installation made, whatever state it is in; nothing there is done. */
export function destroyCommand(): Command {
  return new Command('destroy')
    .description('remove everything that this installation made, and nothing else')
    .option('--yes', 'really')
    .action(async (options: { yes?: boolean }) => {
      const home = homeFrom(process.env);
      if (!options.yes) {
        throw new CommandError(
          `This removes all desktops, users and data of ${home.path} for good. If that is meant: alcove destroy --yes`,
        );
      }
      const { values } = loadSettings(home.configFile, process.env);
      await destroy(home, values);
    });
}

async function destroy(home: Home, settings: Settings): Promise<void> {
  const progress = new Progress();
  const log = createLogger('destroy', 'error');
  if (existsSync(home.path)) {
    if (await serviceStatus(home)) await stopService(home);
    removeUnit(home);
  }
  // The engine cannot clear away a directory that a desktop's root is mounted on.
  await progress.step('removing instances and the engine', async () => {
    await releasePool(home.volumes);
    await removeEngine(home, settings, log);
  });
  await progress.step('removing volumes', () => destroyPool(home.volumes));
  await progress.step('removing networks', () => openFabric(home, settings, log).destroy());
  rmSync(home.path, { recursive: true, force: true });
  await strikeOutInstallation(home);
}

/** An engine of our own goes as a whole; from one that others use too, only what carries our mark. */
async function removeEngine(home: Home, settings: Settings, log: Logger): Promise<void> {
  if (settings['engine.socket'] === '') {
    await EngineDaemon.destroy({ stateDirectory: home.engine, log });
    return;
  }
  const engine = await openEngine(home, settings);
  try {
    const mark = { installation: installationTag(home) };
    for (const instance of await engine.instances(mark)) await engine.deleteInstance(instance.name);
  } finally {
    engine.close();
  }
}
