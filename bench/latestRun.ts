import type { Setup } from '../test/support/setup.ts';

/** The seconds of each step of the latest run of a type, by the worker's own account. */
export async function latestRun(
  { installation }: Setup,
  workspaceId: string,
  type: string,
): Promise<Record<string, number>> {
  const runs = JSON.parse(await installation.alcove('history', workspaceId, '--json')) as {
    type: string;
    steps: { name: string; durationMs: number }[];
  }[];
  const run = runs.find((candidate) => candidate.type === type);
  if (!run) throw new Error(`There was no ${type} of ${workspaceId}.`);
  return Object.fromEntries(run.steps.map(({ name, durationMs }) => [name, durationMs / 1000]));
}
