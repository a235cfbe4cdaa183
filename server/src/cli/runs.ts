import { until } from '../base/until.ts';
import { type RunHistory, runHistory } from '../workflows/history.ts';
import { CommandError } from './failure.ts';
import type { Local } from './local.ts';

const LOOK_INTERVAL_MS = 100;

/**
 * Waits for the end of a run.
 * @param what it does, such as `The snapshot`
 * @throws CommandError when it takes longer than `timeoutMs`
 */
export function endOfRun(
  { database }: Pick<Local, 'database'>,
  runId: string,
  { what, timeoutMs }: { what: string; timeoutMs: number },
): Promise<RunHistory> {
  const look = async () => {
    const run = await runHistory(database, runId);
    if (!run?.finishedAt) throw new CommandError(`${what} is still under way; see: alcove history`);
    return run;
  };
  return until(look, { intervalMs: LOOK_INTERVAL_MS, timeoutMs });
}
