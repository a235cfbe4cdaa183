import type { Database } from '../database/database.ts';
import { Interrupted } from './interruption.ts';
import type { Journal } from './journal.ts';
import type { ClaimedRun } from './store.ts';
import type { Task, TaskRunner } from './task.ts';
import {
  type AnyWorkflow,
  type Json,
  type StepAttempt,
  StepError,
  type StepOptions,
  type WorkflowContext,
} from './workflow.ts';

/** How to take back a step that began. */
export interface Undoing {
  name: string;
  position: number;
  undo: (attempt: StepAttempt) => Promise<void>;
}

/** One pass through a workflow's body. Steps whose end is on record answer from it at once. */
export class BodyPass implements WorkflowContext<Json> {
  readonly runId: string;
  readonly key: string;
  readonly input: Json;
  /** What there is to undo, complete when the pass is over. */
  readonly undoings: Undoing[] = [];
  readonly #journal: Journal;
  readonly #tasks: TaskRunner;
  readonly #signal: AbortSignal;
  readonly #names = new Set<string>();
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #interrupted = Promise.withResolvers<never>();
  #isOver = false;

  /** @param signal aborted with an {@link Interrupted} to end the pass */
  constructor(run: ClaimedRun, journal: Journal, tasks: TaskRunner, signal: AbortSignal) {
    this.runId = run.id;
    this.key = run.key;
    this.input = run.input;
    this.#journal = journal;
    this.#tasks = tasks;
    this.#signal = signal;
  }

  /**
   * Runs the body, and waits for the steps that it began.
   * @throws Interrupted when it was interrupted; whatever the body throws otherwise
   */
  async run(workflow: AnyWorkflow): Promise<Json | undefined> {
    try {
      // The input was checked against the workflow's type when it was enqueued.
      const body = workflow.body(this as WorkflowContext<Json> as WorkflowContext<never>);
      return (await Promise.race([body, this.#interrupted.promise])) ?? undefined;
    } finally {
      this.#isOver = true;
      await Promise.allSettled(this.#inFlight);
    }
  }

  // Bound to this pass, since bodies take the functions out of the context: `({ step, key }) => …`.
  readonly step = <T extends Json | void>(
    name: string,
    work: (attempt: StepAttempt) => Promise<T>,
    { undo, ...patience }: StepOptions<T> = {},
  ): Promise<T> =>
    this.#guarded(name, async (task) => {
      let output: T | undefined;
      try {
        output = (await this.#tasks.attempt(task, patience, work)) as T;
        return output;
      } finally {
        if (undo && this.#journal.find(task)) {
          this.undoings.push({ name, position: task.position, undo: (attempt) => undo(output, attempt) });
        }
      }
    });

  readonly transaction = <T extends Json | void>(
    name: string,
    work: (transaction: Database) => Promise<T>,
  ): Promise<T> => this.#guarded(name, (task) => this.#tasks.commit(task, work) as Promise<T>);

  readonly sleep = (name: string, milliseconds: number): Promise<void> =>
    this.#guarded(name, (task) => this.#tasks.sleep(task, milliseconds));

  /**
   * Hides interruptions from the body: to it an interrupted step never returns, so that its own error handling meets
   * steps that failed for good and nothing else.
   */
  #guarded<T>(name: string, work: (task: Task) => Promise<T>): Promise<T> {
    const visible = this.#carryOut(name, work);
    // A step that the body does not wait for must not end the worker when it fails.
    visible.catch(() => undefined);
    return visible;
  }

  async #carryOut<T>(name: string, work: (task: Task) => Promise<T>): Promise<T> {
    if (this.#isOver) return never;
    if (this.#names.has(name)) throw new Error(`The workflow has two steps named "${name}".`);
    this.#names.add(name);
    const running = work({ name, undo: false, position: this.#names.size, signal: this.#signal });
    this.#inFlight.add(running);
    try {
      const output = await running;
      return this.#isOver ? await never : output;
    } catch (error) {
      if (error instanceof StepError && !this.#isOver) throw error;
      this.#isOver = true;
      this.#interrupted.reject(error instanceof Interrupted ? error : unforeseen(error));
      return never;
    } finally {
      this.#inFlight.delete(running);
    }
  }
}

const never = new Promise<never>(() => undefined);

function unforeseen(cause: unknown): Interrupted {
  return new Interrupted({ kind: 'unforeseen' }, { cause });
}
