import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '../base/processes.ts';
import type { Home } from '../config/home.ts';
import type { OnBoundary } from '../workflows/task.ts';

/** Who dies at which boundary. */
interface Fault {
  /** The workflow, such as `workspaces.provision`. */
  type: string;
  step: string;
  phase: 'before' | 'after';
  kill: 'worker' | 'engine';
}

/**
 * The tests' way to let a worker die at boundaries of steps: with ALCOVE_FAULT=1 in the environment, a file
 * `run/fault.json` that holds a list of {@link Fault}s. Each kills the process where it says, once, with SIGKILL, or the
 * engine's daemon instead; the file is gone when all have. Undefined in every other case.
 */
export function faultInjection(home: Home, environment: NodeJS.ProcessEnv): OnBoundary | undefined {
  if (environment.ALCOVE_FAULT !== '1') return undefined;
  const file = join(home.run, 'fault.json');
  return async (boundary) => {
    if (!existsSync(file)) return;
    const faults = JSON.parse(readFileSync(file, 'utf8')) as Fault[];
    const here = faults.findIndex(
      ({ type, step, phase }) =>
        type === boundary.runType && step === boundary.step && phase === boundary.phase,
    );
    const [fault] = here < 0 ? [] : faults.splice(here, 1);
    if (!fault) return;
    if (faults.length === 0) rmSync(file);
    else writeFileSync(file, JSON.stringify(faults));
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
