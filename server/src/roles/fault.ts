import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '../base/processes.ts';
import type { Home } from '../config/home.ts';
import type { OnBoundary } from '../workflows/task.ts';

/**
 * The tests' way to let a worker die at a boundary of a step: with ALCOVE_FAULT=1 in the environment, a file
 * `run/fault.json` such as `{"type":"workspaces.provision","step":"volumes","phase":"after"}` kills the process
 * there, once, with SIGKILL; with `"kill":"engine"` the engine's daemon instead. Undefined in every other case.
 */
export function faultInjection(home: Home, environment: NodeJS.ProcessEnv): OnBoundary | undefined {
  if (environment.ALCOVE_FAULT !== '1') return undefined;
  const file = join(home.run, 'fault.json');
  return async (boundary) => {
    if (!existsSync(file)) return;
    const fault = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    const isHere =
      fault.type === boundary.runType && fault.step === boundary.step && fault.phase === boundary.phase;
    if (!isHere) return;
    rmSync(file);
    process.kill(fault.kill === 'engine' ? await enginePid(home) : process.pid, 'SIGKILL');
  };
}

async function enginePid(home: Home): Promise<number> {
  const [daemon] = await findProcesses(
    (line) => line.includes('--logfile') && line.includes(`${home.engine}/engine.log`),
  );
  if (!daemon) throw new Error('The engine does not run.');
  return daemon.pid;
}

/**
 * The same for the api process, between what an operation has committed and its answer: a file `fault-api` in the
 * state directory that holds the operation's name kills the process there for as long as it is there.
 */
export function apiFaultInjection(
  home: Home,
  environment: NodeJS.ProcessEnv,
): ((operation: string) => void) | undefined {
  if (environment.ALCOVE_FAULT !== '1') return undefined;
  const file = join(home.path, 'fault-api');
  return (operation) => {
    if (existsSync(file) && readFileSync(file, 'utf8') === operation) process.kill(process.pid, 'SIGKILL');
  };
}
