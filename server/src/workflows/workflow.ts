import type { Json } from '../base/json.ts';
import type { Database } from '../database/database.ts';

export type { Json };

/** What one attempt at a step is told. */
export interface StepAttempt {
  /** The same at every attempt of this step of this run: label what you create with it. */
  idempotencyKey: string;
  /** Counts from 1; crashes do not count, failures do. */
  attempt: number;
  /** An earlier attempt began, and was cut off or failed, perhaps part-way: look before you act. */
  mayHaveHappened: boolean;
  /**
   * Aborted by cancellation, time-out, the worker's stop or loss of ownership. Pass it on to everything that takes
   * long: work that goes on all the same is given up after a few seconds, and its undo may run beside it.
   */
  signal: AbortSignal;
}

export interface StepOptions<T> {
  /** How often a failing step is tried again before the run fails; 5 unless told. */
  retries?: number;
  /** The wait before the first retry, 1 s unless told; it doubles with each. */
  backoffMs?: number;
  /** The longest wait, a minute unless told. */
  backoffMsMax?: number;
  /** For one attempt; none unless told. */
  timeoutMs?: number;
  /**
   * Takes back what the step did. When the run fails or is cancelled, the undos of all steps that began run in
   * reverse order: also that of the step which failed or was under way, since it may have happened in part.
   * Such a step has no `output`: find what it made by its idempotency key. Must be repeatable, and must do nothing
   * where there is nothing to undo. Retried like a step, far longer.
   */
  undo?: (output: T | undefined, attempt: StepAttempt) => Promise<void>;
}

/** What a workflow's body works with. A body is deterministic but for what happens inside steps. */
export interface WorkflowContext<I> {
  readonly runId: string;
  /** The resource the run is about; at most one run per key is under way. */
  readonly key: string;
  readonly input: I;
  /** At least once: the effect may repeat after a crash. The result is remembered. */
  step<T extends Json | void>(
    name: string,
    work: (attempt: StepAttempt) => Promise<T>,
    options?: StepOptions<T>,
  ): Promise<T>;
  /** Exactly once: the work and the memory of it commit together. */
  transaction<T extends Json | void>(name: string, work: (transaction: Database) => Promise<T>): Promise<T>;
  /** Waits durably, holding neither a slot nor a connection. */
  sleep(name: string, milliseconds: number): Promise<void>;
}

/**
 * The name under which a workflow is enqueued; rooms keep it in model/, apart from the body that only workers load.
 * `type` stands in the database and never changes once released.
 */
export interface WorkflowName<I extends Json> {
  readonly type: string;
  /** Never set: carries the input's type. */
  readonly accepts?: (input: I) => void;
}

/** How a run ended that did not succeed. */
export interface RunFailure {
  /** The message of the step's error, or that the run was cancelled. */
  readonly message: string;
  readonly cancelled: boolean;
  /** The step that failed; absent when the body itself did, or when the run was cancelled. */
  readonly step?: string;
}

/** A durable workflow: what a worker registers. */
export interface Workflow<I extends Json, O extends Json | void = Json | void> extends WorkflowName<I> {
  readonly body: (context: WorkflowContext<I>) => Promise<O>;
  readonly onFailure?: FailureHook<I>;
}

/**
 * Commits together with the run's end as failed or cancelled, after everything is undone: sets the resource's row
 * to what its owner must see. Tried again until it succeeds, since the resource would be stuck without it.
 */
export type FailureHook<I extends Json> = (
  transaction: Database,
  failure: RunFailure,
  input: I,
) => Promise<void>;

/** Any workflow, whatever its input. */
export type AnyWorkflow = Workflow<never>;

export function defineWorkflow<I extends Json, O extends Json | void>(
  name: WorkflowName<I>,
  body: (context: WorkflowContext<I>) => Promise<O>,
  onFailure?: FailureHook<I>,
): Workflow<I, O> {
  return { type: name.type, body, ...(onFailure && { onFailure }) };
}

/** Not worth trying again: the run fails and what was done is undone. */
export class FatalStepError extends Error {
  override name = 'FatalStepError';
}

/**
 * What a body sees when a step has failed for good; it carries the message of the step's last error. The body may
 * catch it and go another way. It sees no other errors of steps: waits, retries and cancellation pass it by.
 */
export class StepError extends Error {
  override name = 'StepError';
  readonly step: string;

  constructor(step: string, message: string) {
    super(message);
    this.step = step;
  }
}

/** How rooms ask for durable work, inside the transaction that makes it necessary. */
export interface WorkflowQueue {
  /**
   * The run exists if and only if the caller's transaction commits. Runs of one key are carried out one after
   * another in the order of their enqueueing (of two transactions that overlap, either may be first).
   * @param deduplicationKey a second run with the same one is not made; the first one's id comes back
   * @returns the run's id
   */
  enqueue<I extends Json>(
    transaction: Database,
    workflow: WorkflowName<I>,
    key: string,
    input: NoInfer<I>,
    deduplicationKey?: string,
  ): Promise<string>;
  /**
   * Asks the runs under way or queued for `key` to stop; what they did is undone, and their workflows' `onFailure`
   * is told. A run enqueued for the same key afterwards begins when they have ended.
   */
  cancel(transaction: Database, key: string): Promise<void>;
}
