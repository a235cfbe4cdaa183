import type { Logger } from '../base/log.ts';
import { type Database, inTransaction } from '../database/database.ts';
import { isDatabaseUnavailable } from '../database/unavailable.ts';
import { BodyPass, type Undoing } from './body.ts';
import { Interrupted, type Interruption } from './interruption.ts';
import { Journal } from './journal.ts';
import { type ClaimedRun, decideFailure, endRun, parkRun } from './store.ts';
import { messageOf, type OnBoundary, TaskRunner } from './task.ts';
import { type AnyWorkflow, type Json, type RunFailure, StepError } from './workflow.ts';

export interface RunSettings {
  database: Database;
  log: Logger;
  onBoundary?: OnBoundary | undefined;
}

/** An undo is worth an hour and a half: what it does not take away stays behind. */
const UNDO_PATIENCE = { retries: 100 };
/** How long a run rests when the database is away, and when something unforeseen happened. */
const UNAVAILABLE_DELAY_MS = 1000;
const UNFORESEEN_DELAY_MS = 30_000;

/**
 * Carries one claimed run as far as this worker can: through its body to its end, or backwards through its undos, or
 * to where it has to wait.
 */
export class RunExecution {
  readonly fence: string;
  readonly #run: ClaimedRun;
  readonly #workflow: AnyWorkflow;
  readonly #settings: RunSettings;
  readonly #log: Logger;
  /** Ends the way forward: the body and its steps. */
  readonly #forward = new AbortController();
  /** Ends everything. */
  readonly #leaving = new AbortController();

  constructor(run: ClaimedRun, workflow: AnyWorkflow, settings: RunSettings) {
    this.fence = run.fence;
    this.#run = run;
    this.#workflow = workflow;
    this.#settings = settings;
    this.#log = settings.log.child({ run: run.id, workflow: run.type, key: run.key });
    if (run.failure) this.interrupt({ kind: 'undoing' });
    else if (run.cancelRequested) this.interrupt({ kind: 'cancelled' });
  }

  /** Asks to leave the run or to turn it back, as soon as the steps under way have heeded their signal. */
  interrupt(interruption: Interruption): void {
    const reason = new Interrupted(interruption);
    if (interruption.kind === 'lost' || interruption.kind === 'stopping') this.#leaving.abort(reason);
    this.#forward.abort(reason);
  }

  /** @returns after how many milliseconds the run is due again; undefined when it has ended or is lost */
  async execute(): Promise<number | undefined> {
    try {
      await this.#carryOn();
      return undefined;
    } catch (error) {
      const delayMs = this.#delayAfter(error);
      if (delayMs !== undefined) await parkRun(this.#settings.database, this.#run, delayMs);
      return delayMs;
    }
  }

  async #carryOn(): Promise<void> {
    const { database, onBoundary } = this.#settings;
    const journal = await Journal.load(database, this.#run, this.#leaving.signal);
    const tasks = new TaskRunner(this.#run, journal, this.#log, onBoundary);
    const pass = new BodyPass(this.#run, journal, tasks, this.#forward.signal);
    let failure = this.#run.failure;
    try {
      const output = await pass.run(this.#workflow);
      if (!failure) return await this.#succeed(journal, output);
    } catch (error) {
      if (error instanceof Interrupted && !turnsBack(error.interruption)) throw error;
      failure ??= describeFailure(error);
    }
    await this.#turnBack(journal, tasks, pass.undoings, failure);
  }

  async #succeed(journal: Journal, output: Json | undefined): Promise<void> {
    const { database } = this.#settings;
    await journal.persist(() =>
      inTransaction(database, (transaction) => endRun(transaction, this.#run, 'succeeded', output)),
    );
    this.#log.info('workflow succeeded');
  }

  async #turnBack(
    journal: Journal,
    tasks: TaskRunner,
    undoings: readonly Undoing[],
    failure: RunFailure,
  ): Promise<void> {
    const { database } = this.#settings;
    if (!this.#run.failure) {
      // From here on a replay goes no step forward, even where a second try would succeed.
      await journal.persist(() => decideFailure(database, this.#run, failure));
      this.#log.warn({ failure }, 'workflow failed; undoing its steps');
    }
    for (const undoing of undoings.toSorted((a, b) => b.position - a.position)) {
      await this.#undo(tasks, undoing);
    }
    await this.#fail(failure);
  }

  async #undo(tasks: TaskRunner, { name, position, undo }: Undoing): Promise<void> {
    try {
      await tasks.attempt({ name, undo: true, position, signal: this.#leaving.signal }, UNDO_PATIENCE, undo);
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      this.#log.error({ err: error, step: name }, 'a step cannot be undone; what it made is left over');
    }
  }

  /** Ends the run together with what its workflow has to say about that. */
  async #fail(failure: RunFailure): Promise<void> {
    await inTransaction(this.#settings.database, async (transaction) => {
      const status = failure.cancelled ? 'cancelled' : 'failed';
      if (!(await endRun(transaction, this.#run, status))) throw new Interrupted({ kind: 'lost' });
      // The input was checked against the workflow's type when it was enqueued.
      await this.#workflow.onFailure?.(transaction, failure, this.#run.input as never);
    });
    this.#log.warn({ failure }, failure.cancelled ? 'workflow cancelled' : 'workflow failed');
  }

  /** @returns how long the run shall rest; undefined when it is somebody else's */
  #delayAfter(error: unknown): number | undefined {
    const interruption = error instanceof Interrupted ? error.interruption : undefined;
    switch (interruption?.kind) {
      case 'lost':
        this.#log.warn('another worker has taken the run over');
        return undefined;
      case 'stopping':
        return 0;
      case 'parked':
        return interruption.delayMs;
    }
    if (interruption?.kind === 'unavailable' || isDatabaseUnavailable(error)) {
      this.#log.warn({ err: error }, 'the database is away; carrying on later');
      return UNAVAILABLE_DELAY_MS;
    }
    this.#log.error({ err: error }, 'the run cannot be carried on; trying again later');
    return UNFORESEEN_DELAY_MS;
  }
}

function turnsBack(interruption: Interruption): boolean {
  return interruption.kind === 'cancelled' || interruption.kind === 'undoing';
}

function describeFailure(error: unknown): RunFailure {
  if (error instanceof Interrupted) return { message: 'The work was cancelled.', cancelled: true };
  const step = error instanceof StepError ? { step: error.step } : {};
  return { message: messageOf(error), cancelled: false, ...step };
}
