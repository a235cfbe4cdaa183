import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../config/home.ts';
import type { OnBoundary } from '../workflows/task.ts';

/**
 * The tests' way to let a worker die at a boundary of a step: with ALCOVE_FAULT=1 in the environment, a file
 * `run/fault.json` such as `{"type":"workspaces.provision","step":"volumes","phase":"after"}` kills the process
 * there, once, with SIGKILL. Undefined in every other case.
 */
export function faultInjection(home: Home, environment: NodeJS.ProcessEnv): OnBoundary | undefined {
  if (environment.ALCOVE_FAULT !== '1') return undefined;
  const file = join(home.run, 'fault.json');
  return (boundary) => {
    if (!existsSync(file)) return;
    const fault = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    const isHere =
      fault.type === boundary.runType && fault.step === boundary.step && fault.phase === boundary.phase;
    if (!isHere) return;
    rmSync(file);
    process.kill(process.pid, 'SIGKILL');
  };
}
