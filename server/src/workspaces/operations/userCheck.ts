import { until } from '../../base/until.ts';
import { inTransaction } from '../../database/database.ts';
import { runHistory } from '../../workflows/history.ts';
import { checkUser, userCheckKey } from '../model/workflows.ts';
import type { Deps } from './deps.ts';

const LOOK_INTERVAL_MS = 20;

/**
 * Has a worker ask the directory whether the WorkSpace's user can sign in: this process has no way to the directory.
 * @returns undefined where no worker has an answer in time
 */
export async function canUserSignIn(
  deps: Pick<Deps, 'database' | 'queue'>,
  workspaceId: string,
  patienceMs: number,
): Promise<boolean | undefined> {
  const runId = await inTransaction(deps.database, (transaction) =>
    deps.queue.enqueue(transaction, checkUser, userCheckKey(workspaceId), { workspaceId }),
  );
  const look = async () => {
    const run = await runHistory(deps.database, runId);
    if (!run?.finishedAt) throw new NotYet();
    return typeof run.output === 'boolean' ? run.output : undefined;
  };
  try {
    return await until(look, { intervalMs: LOOK_INTERVAL_MS, timeoutMs: patienceMs });
  } catch (error) {
    if (error instanceof NotYet) return undefined;
    throw error;
  }
}

class NotYet extends Error {}
