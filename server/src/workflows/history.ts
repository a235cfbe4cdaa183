import { sql } from 'kysely';
import { type Database, tables } from '../database/database.ts';
import type { Notifications } from '../database/notifications.ts';
import { ENDED_TOPIC, type RunStatus, type StepStatus, type WorkflowTables } from './tables.ts';
import type { Json, RunFailure } from './workflow.ts';

/** A run as a console shows it. */
export interface RunHistory {
  id: string;
  type: string;
  key: string;
  status: RunStatus;
  cancelRequested: boolean;
  output: Json | null;
  failure: RunFailure | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** From the beginning to the end, waits included; so far, where it has not ended; null before it begins. */
  durationMs: number | null;
  /** In the order in which the body came to them, undos last. */
  steps: StepHistory[];
}

export interface StepHistory {
  name: string;
  /** Whether it is the undoing of the step of that name. */
  undo: boolean;
  status: StepStatus;
  failures: number;
  /** Of the last attempt that failed. */
  error: string | null;
  startedAt: Date;
  finishedAt: Date | null;
  /** From the beginning of the first attempt to the end of the last, or so far. */
  durationMs: number;
}

const RUNS_MAX = 100;
const ENDED: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled'];

/** The latest runs for a key, newest first, with their steps. */
export async function runsFor(database: Database, key: string): Promise<RunHistory[]> {
  const runs = await runQuery(database)
    .where('key', '=', key)
    .orderBy('id', 'desc')
    .limit(RUNS_MAX)
    .execute();
  return withSteps(database, runs);
}

/** One run with its steps. */
export async function runHistory(database: Database, id: string): Promise<RunHistory | undefined> {
  const runs = await runQuery(database).where('id', '=', id).execute();
  return (await withSteps(database, runs))[0];
}

/** Whether a run for the key is under way or queued. */
export async function hasOpenRun(database: Database, key: string): Promise<boolean> {
  const row = await tables<WorkflowTables>(database)
    .selectFrom('workflows.run')
    .select('id')
    .where('key', '=', key)
    .where('status', 'not in', ENDED)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Waits until the run has ended, in whatever way.
 * @throws the signal's reason when it is aborted before
 * @throws Error when there is no such run
 */
export function waitForRun(
  database: Database,
  notifications: Notifications,
  id: string,
  signal?: AbortSignal,
): Promise<RunHistory> {
  return new Promise<RunHistory>((resolve, reject) => {
    const onAbort = () => finish(() => reject(signal?.reason));
    const listener = notifications.listen([ENDED_TOPIC], async () => {
      const run = await runHistory(database, id);
      if (!run) finish(() => reject(new Error(`There is no workflow run ${id}.`)));
      else if (ENDED.includes(run.status)) finish(() => resolve(run));
    });
    const finish = (settle: () => void) => {
      listener.close();
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort);
  });
}

/** Forgets runs that ended longer ago than that, with their deduplication keys. */
export async function pruneRuns(database: Database, olderThanMs: number): Promise<void> {
  await tables<WorkflowTables>(database)
    .deleteFrom('workflows.run')
    .where('finished_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
    .execute();
}

function runQuery(database: Database) {
  return tables<WorkflowTables>(database)
    .selectFrom('workflows.run')
    .select(['id', 'type', 'key', 'status', 'cancel_requested as cancelRequested', 'output', 'failure'])
    .select(['created_at as createdAt', 'started_at as startedAt', 'finished_at as finishedAt'])
    .select(durationMs.as('durationMs'));
}

const durationMs = sql<number>`
  (extract(epoch from coalesce(finished_at, clock_timestamp()) - started_at) * 1000)::float8`;

type RunRow = Omit<RunHistory, 'steps'>;

async function withSteps(database: Database, runs: RunRow[]): Promise<RunHistory[]> {
  if (runs.length === 0) return [];
  const rows = await tables<WorkflowTables>(database)
    .selectFrom('workflows.step')
    .select(['run_id', 'name', 'undo', 'status', 'failures', 'error'])
    .select(['started_at as startedAt', 'finished_at as finishedAt'])
    .select(durationMs.as('durationMs'))
    .where(
      'run_id',
      'in',
      runs.map((run) => run.id),
    )
    .orderBy('undo')
    .orderBy('position')
    .execute();
  const steps = Map.groupBy(rows, (row) => row.run_id);
  return runs.map((run) => ({
    ...run,
    steps: (steps.get(run.id) ?? []).map(({ run_id: _, ...step }) => step),
  }));
}
