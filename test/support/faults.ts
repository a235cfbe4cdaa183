import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './installation.ts';

/** A boundary of a workflow's step, and what is to die there by SIGKILL. */
export interface Fault {
  /** The workflow's name without its room, such as `provision`. */
  workflow: string;
  step: string;
  phase: 'before' | 'after';
  /** A worker unless told. */
  kill?: 'worker' | 'engine';
}

/** Both boundaries of every step: one run that comes through all of them has been killed at each. */
export function everyBoundary(workflow: string, steps: readonly string[]): Fault[] {
  return steps.flatMap((step) => [
    { workflow, step, phase: 'before' as const },
    { workflow, step, phase: 'after' as const },
  ]);
}

/** Has each of these happen once. */
export function armFaults({ home }: Installation, faults: readonly Fault[]): void {
  const armed = faults.map(({ workflow, kill = 'worker', ...boundary }) => ({
    ...{ type: `workspaces.${workflow}`, kill },
    ...boundary,
  }));
  writeFileSync(faultFile(home), JSON.stringify(armed));
}

/** Those that have not happened yet. */
export function faultsLeft({ home }: Installation): unknown[] {
  const file = faultFile(home);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown[]) : [];
}

function faultFile(home: string): string {
  return join(home, 'run', 'fault.json');
}
