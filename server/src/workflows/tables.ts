import type { Generated } from 'kysely';
import type { Json, RunFailure } from './workflow.ts';

/**
 * `queued`: never begun. `running`: a worker carries it out. `waiting`: begun, and waits for its `run_at` or for a
 * worker. The others are ends.
 */
export type RunStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';

/**
 * `started`: an attempt is under way, or was cut off. `retrying`: an attempt failed, and another is due.
 * `sleeping`: a durable wait has begun. The others are ends.
 */
export type StepStatus = 'started' | 'retrying' | 'sleeping' | 'done' | 'failed';

export interface RunTable {
  /** In the order of enqueueing. */
  id: Generated<string>;
  /** Unique in the world, unlike the id: what idempotency keys are made from. */
  token: Generated<string>;
  type: string;
  key: string;
  input: Json;
  deduplication_key: string | null;
  status: Generated<RunStatus>;
  /** The replica that carries it out; set exactly while `running`. */
  owner: string | null;
  /** Counts the claims: a replica writes only under the number that it claimed with. */
  fence: Generated<string>;
  /** Not to be claimed before. */
  run_at: Generated<Date>;
  cancel_requested: Generated<boolean>;
  output: Json | null;
  /** Set before anything is undone: from then on the run goes backwards only. */
  failure: RunFailure | null;
  created_at: Generated<Date>;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface StepTable {
  run_id: string;
  name: string;
  /** Whether this is the undoing of the step of that name. */
  undo: boolean;
  /** The order in which the body came to its steps. */
  position: number;
  status: StepStatus;
  /** How many attempts failed; crashes do not count. */
  failures: number;
  output: Json | null;
  error: string | null;
  /** Of the first attempt. */
  started_at: Generated<Date>;
  attempt_started_at: Generated<Date>;
  finished_at: Date | null;
}

/** A worker process. */
export interface ReplicaTable {
  id: string;
  host: string;
  process_id: number;
  started_at: Generated<Date>;
  seen_at: Generated<Date>;
}

/** Work that is due again and again. */
export interface PeriodicTable {
  name: string;
  owner: string | null;
  due_at: Generated<Date>;
}

export interface WorkflowTables {
  'workflows.run': RunTable;
  'workflows.step': StepTable;
  'workflows.replica': ReplicaTable;
  'workflows.periodic': PeriodicTable;
}

/** Woken when a run may have become ready. */
export const QUEUED_TOPIC = 'workflows.queued';
/** Woken when a run is asked to stop. */
export const CANCELLED_TOPIC = 'workflows.cancelled';
/** Woken when a run has ended. */
export const ENDED_TOPIC = 'workflows.ended';
