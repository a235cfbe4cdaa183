import type { Logger } from '../base/log.ts';
import type { Database } from '../database/database.ts';
import { isDatabaseUnavailable, isTransientDatabaseError } from '../database/unavailable.ts';
import { runAttempt } from './attempt.ts';
import { Interrupted } from './interruption.ts';
import type { Journal } from './journal.ts';
import type { ClaimedRun } from './store.ts';
import { FatalStepError, type Json, type StepAttempt, StepError, type StepOptions } from './workflow.ts';

/** A place in a run at which tests let a worker die. */
export interface Boundary {
  runType: string;
  runId: string;
  step: string;
  /** Whether it is the undoing of the step. */
  undo: boolean;
  /** `before`: the attempt is recorded as begun, its work is not. `after`: the work is done, and not yet recorded. */
  phase: 'before' | 'after';
}

export type OnBoundary = (boundary: Boundary) => Promise<void> | void;

/** One thing to carry out: a step or its undoing. */
export interface Task {
  name: string;
  undo: boolean;
  position: number;
  /** Ends the attempt; its reason is an {@link Interrupted}. */
  signal: AbortSignal;
}

/** How often and how long a task is tried. */
export type Patience = Omit<StepOptions<never>, 'undo'>;

const RETRIES = 5;
const BACKOFF_MS = 1000;
const BACKOFF_MS_MAX = 60_000;

/** Carries out the tasks of one run, each as often as it takes and remembered in the journal. */
export class TaskRunner {
  readonly #run: ClaimedRun;
  readonly #journal: Journal;
  readonly #log: Logger;
  readonly #onBoundary: OnBoundary;

  constructor(run: ClaimedRun, journal: Journal, log: Logger, onBoundary: OnBoundary = () => undefined) {
    this.#run = run;
    this.#journal = journal;
    this.#log = log;
    this.#onBoundary = onBoundary;
  }

  /**
   * Makes one attempt, unless the task's end is on record.
   * @throws StepError when it has failed for good
   * @throws Interrupted when it is to be tried again later, or the signal says so
   */
  async attempt(
    task: Task,
    patience: Patience,
    work: (attempt: StepAttempt) => Promise<Json | void>,
  ): Promise<Json | undefined> {
    const ended = this.#recordedEnd(task);
    if (ended) return ended.output;
    const before = this.#journal.find(task);
    const failures = before?.failures ?? 0;
    const attempt = {
      idempotencyKey: `${this.#run.token}:${task.name}`,
      attempt: failures + 1,
      mayHaveHappened: before !== undefined,
    };
    await this.#journal.write({ ...position(task), status: 'started', failures });
    await this.#boundary(task, 'before');
    const startedAt = performance.now();
    let output: Json | undefined;
    try {
      const limits = { signal: task.signal, timeoutMs: patience.timeoutMs };
      output = storable(await runAttempt((signal) => work({ ...attempt, signal }), limits));
    } catch (error) {
      task.signal.throwIfAborted();
      if (isTransientDatabaseError(error)) throw new Interrupted({ kind: 'unavailable' }, { cause: error });
      throw await this.#failed(task, patience, failures + 1, error);
    }
    await this.#boundary(task, 'after');
    await this.#journal.write({ ...position(task), status: 'done', failures, output });
    this.#logDone(task, startedAt);
    return output;
  }

  /** Commits `work` and the memory of it together, unless the task's end is on record. */
  async commit(task: Task, work: (transaction: Database) => Promise<Json | void>): Promise<Json | undefined> {
    const ended = this.#recordedEnd(task);
    if (ended) return ended.output;
    const startedAt = performance.now();
    let begun = false;
    await this.#boundary(task, 'before');
    try {
      const output = await this.#journal.commit(position(task), async (transaction) => {
        begun = true;
        const result = storable(await work(transaction));
        await this.#boundary(task, 'after');
        return result;
      });
      this.#logDone(task, startedAt);
      return output;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const away = begun ? isTransientDatabaseError(error) : isDatabaseUnavailable(error);
      if (away) throw new Interrupted({ kind: 'unavailable' }, { cause: error });
      throw await this.#failed(task, { retries: 0 }, 1, error);
    }
  }

  /** Waits durably: by the database's clock, from when the wait was first recorded. */
  async sleep(task: Task, milliseconds: number): Promise<void> {
    if (this.#recordedEnd(task)) return;
    const record = this.#journal.find(task);
    if (!record) await this.#journal.write({ ...position(task), status: 'sleeping', failures: 0 });
    const remainingMs = milliseconds - (record?.ageMs ?? 0);
    if (remainingMs > 0) throw new Interrupted({ kind: 'parked', delayMs: remainingMs });
    await this.#journal.write({ ...position(task), status: 'done', failures: 0 });
  }

  #recordedEnd(task: Task): { output: Json | undefined } | undefined {
    const record = this.#journal.find(task);
    if (record?.status === 'done') return { output: record.output };
    if (record?.status === 'failed') throw new StepError(task.name, record.error ?? '');
    task.signal.throwIfAborted();
    return undefined;
  }

  /** Records the failure. @returns what to throw: the end of the task, or the wait for its next attempt */
  async #failed(task: Task, patience: Patience, failures: number, cause: unknown): Promise<Error> {
    const message = messageOf(cause);
    const isLast = cause instanceof FatalStepError || failures > (patience.retries ?? RETRIES);
    const status = isLast ? 'failed' : 'retrying';
    await this.#journal.write({ ...position(task), status, failures, error: message });
    this.#log.warn({ err: cause, step: task.name, undo: task.undo, failures, status }, 'step failed');
    if (isLast) return new StepError(task.name, message);
    const backoffMs = (patience.backoffMs ?? BACKOFF_MS) * 2 ** (failures - 1);
    return new Interrupted({
      kind: 'parked',
      delayMs: Math.min(backoffMs, patience.backoffMsMax ?? BACKOFF_MS_MAX),
    });
  }

  async #boundary(task: Task, phase: Boundary['phase']): Promise<void> {
    const { type: runType, id: runId } = this.#run;
    await this.#onBoundary({ runType, runId, step: task.name, undo: task.undo, phase });
  }

  #logDone(task: Task, startedAt: number): void {
    const durationMs = Math.round(performance.now() - startedAt);
    this.#log.info({ step: task.name, undo: task.undo, durationMs }, 'step done');
  }
}

function position({ name, undo, position }: Task): Pick<Task, 'name' | 'undo' | 'position'> {
  return { name, undo, position };
}

/** The result as it will be read from the journal, so that the first pass and a replay see the same. */
function storable(output: Json | void): Json | undefined {
  if (output === undefined) return undefined;
  const text = JSON.stringify(output);
  // PostgreSQL stores no zero characters, and a result that cannot be stored cannot be had by trying again.
  if (text.includes('\\u0000')) throw new FatalStepError('The result has a zero character in it.');
  return JSON.parse(text) as Json;
}

/** The message of what was thrown, fit for the database. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll('\0', '');
}
