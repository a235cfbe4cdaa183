import { sql } from 'kysely';
import { type Database, tables } from '../database/database.ts';
import { notify } from '../database/notifications.ts';
import { ENDED_TOPIC, type StepStatus, type WorkflowTables } from './tables.ts';
import type { Json, RunFailure } from './workflow.ts';

/** A run as its worker holds it. */
export interface ClaimedRun {
  id: string;
  token: string;
  type: string;
  key: string;
  input: Json;
  fence: string;
  cancelRequested: boolean;
  /** Set when the run goes backwards already. */
  failure: RunFailure | null;
}

/** What is remembered of a step, or of its undoing. */
export interface StepRecord {
  name: string;
  undo: boolean;
  status: StepStatus;
  failures: number;
  /** Undefined where the work returned nothing. */
  output: Json | undefined;
  error: string | null;
  /** Since the first attempt began. */
  ageMs: number;
}

/** What a checkpoint writes. */
export interface StepChange {
  name: string;
  undo: boolean;
  position: number;
  status: StepStatus;
  failures: number;
  output?: Json | undefined;
  error?: string;
}

/**
 * Takes up to `limit` runs that are ready. Begun ones come before queued ones, so that after a crash nothing waits
 * behind the backlog. A queued one is ready when no older run of its key is open.
 */
export async function claimRuns(
  database: Database,
  replicaId: string,
  types: readonly string[],
  limit: number,
): Promise<ClaimedRun[]> {
  const { rows } = await sql<ClaimedRun>`
    with ready as (
      select id from workflows.run r
      where status in ('queued', 'waiting') and run_at <= now() and type = any(${types})
        and (status = 'waiting' or not exists (
          select from workflows.run other
          where other.key = r.key
            and (other.status in ('running', 'waiting') or (other.status = 'queued' and other.id < r.id))))
        and exists (select from workflows.replica where id = ${replicaId})
      order by (status = 'queued'), run_at, id
      limit ${limit}
      for update skip locked)
    update workflows.run r
    set status = 'running', owner = ${replicaId}, fence = fence + 1, started_at = coalesce(started_at, now())
    from ready where r.id = ready.id
    returning r.id, r.token, r.type, r.key, r.input, r.fence, r.cancel_requested as "cancelRequested",
      r.failure`.execute(database);
  return rows;
}

/** The runs that the database believes this replica to carry out. */
export async function ownedRuns(
  database: Database,
  replicaId: string,
): Promise<{ id: string; fence: string; cancel_requested: boolean }[]> {
  return tables<WorkflowTables>(database)
    .selectFrom('workflows.run')
    .select(['id', 'fence', 'cancel_requested'])
    .where('owner', '=', replicaId)
    .where('status', '=', 'running')
    .execute();
}

export async function loadSteps(database: Database, runId: string): Promise<StepRecord[]> {
  const rows = await tables<WorkflowTables>(database)
    .selectFrom('workflows.step')
    .select(['name', 'undo', 'status', 'failures', 'output', 'error'])
    // SQL's null and JSON's look alike in JavaScript.
    .select(sql<boolean>`output is null`.as('no_output'))
    .select(sql<number>`(extract(epoch from now() - started_at) * 1000)::float8`.as('age_ms'))
    .where('run_id', '=', runId)
    .execute();
  return rows.map(({ no_output, age_ms, ...row }) => ({
    ...row,
    output: no_output ? undefined : row.output,
    ageMs: age_ms,
  }));
}

/**
 * Writes what became of a step, in one statement: once it is sent, the database completes it even if this process
 * dies. Writing the same twice is harmless.
 * @returns false when another worker owns the run by now, and nothing was written
 */
export async function writeStep(database: Database, run: ClaimedRun, change: StepChange): Promise<boolean> {
  const output = change.output === undefined ? null : JSON.stringify(change.output);
  const ended = change.status === 'done' || change.status === 'failed';
  const { numAffectedRows } = await sql`
    with held as (
      select id from workflows.run
      where id = ${run.id} and fence = ${run.fence} and status = 'running' for update)
    insert into workflows.step as step
      (run_id, name, undo, position, status, failures, output, error, finished_at)
    select id, ${change.name}, ${change.undo}, ${change.position}::integer, ${change.status},
      ${change.failures}::integer, ${output}::jsonb, ${change.error ?? null}::text,
      case when ${ended}::boolean then clock_timestamp() end
    from held
    on conflict (run_id, name, undo) do update set
      status = excluded.status, failures = excluded.failures, output = excluded.output, error = excluded.error,
      finished_at = excluded.finished_at,
      attempt_started_at = case when excluded.status = 'started' then now() else step.attempt_started_at end
    `.execute(database);
  return numAffectedRows === 1n;
}

/** Lets go of the run, to be claimed again after `delayMs`. */
export async function parkRun(database: Database, run: ClaimedRun, delayMs: number): Promise<void> {
  await heldRun(database, run)
    .set({ status: 'waiting', owner: null, run_at: sql`now() + ${delayMs} * interval '1 millisecond'` })
    .execute();
}

/** Decides that the run has failed, before anything is undone. @returns false when the run is lost */
export async function decideFailure(
  database: Database,
  run: ClaimedRun,
  failure: RunFailure,
): Promise<boolean> {
  const { numUpdatedRows } = await heldRun(database, run)
    .set({ failure: sql`${JSON.stringify(failure)}::jsonb` })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends the run. @returns false when the run is lost */
export async function endRun(
  transaction: Database,
  run: ClaimedRun,
  status: 'succeeded' | 'failed' | 'cancelled',
  output?: Json | undefined,
): Promise<boolean> {
  const { numUpdatedRows } = await heldRun(transaction, run)
    .set({
      status,
      owner: null,
      finished_at: sql`clock_timestamp()`,
      output: output === undefined ? null : sql`${JSON.stringify(output)}::jsonb`,
    })
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await notify(transaction, ENDED_TOPIC);
  return true;
}

/** Lets go of runs that the database believes this replica to carry out, and that it does not. */
export async function releaseRuns(
  database: Database,
  replicaId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tables<WorkflowTables>(database)
    .updateTable('workflows.run')
    .set({ status: 'waiting', owner: null, run_at: sql`now()` })
    .where('owner', '=', replicaId)
    .where('status', '=', 'running')
    .where('id', 'in', ids)
    .execute();
}

/** The fence: touches the run only while it is held under the number that it was claimed with. */
function heldRun(database: Database, run: ClaimedRun) {
  return tables<WorkflowTables>(database)
    .updateTable('workflows.run')
    .where('id', '=', run.id)
    .where('fence', '=', run.fence)
    .where('status', '=', 'running');
}
