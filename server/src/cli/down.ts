import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { type Home, homeFrom } from '../config/home.ts';
import { requestStop, serviceStatus } from '../supervisor/control.ts';
import { CommandError } from './failure.ts';
import { Progress } from './progress.ts';

const STOP_SECONDS_MAX = 120;

/** `alcove down`: stops everything of this state directory; nothing running counts as done. */
export function downCommand(): Command {
  return new Command('down')
    .description('stop the service and its desktops; their state is kept')
    .action(async () => {
      const home = homeFrom(process.env);
      if (!(await stopService(home))) process.stderr.write('Alcove was not running.\n');
    });
}

/** @returns whether a service was running */
export async function stopService(home: Home): Promise<boolean> {
  if ((await requestStop(home)) === undefined) return false;
  await new Progress().step('stopping', async (report) => {
    const deadline = Date.now() + STOP_SECONDS_MAX * 1000;
    for (;;) {
      const status = await serviceStatus(home);
      if (status === undefined) return;
      report(undefined, status.detail);
      if (Date.now() > deadline) {
        throw new CommandError(
          `The service has not stopped after ${STOP_SECONDS_MAX} s (${status.detail}). See "alcove logs supervisor".`,
        );
      }
      await delay(200);
    }
  });
  return true;
}
