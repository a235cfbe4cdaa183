import { setTimeout as delay } from 'node:timers/promises';
import { type Database, inTransaction } from '../database/database.ts';
import { isDatabaseUnavailable } from '../database/unavailable.ts';
import { Interrupted } from './interruption.ts';
import { type ClaimedRun, loadSteps, type StepChange, type StepRecord, writeStep } from './store.ts';
import type { Json } from './workflow.ts';

const RETRY_INTERVAL_MS = 100;
const RETRY_INTERVAL_MS_MAX = 1000;

/** What is durably known of one run's steps, and the only way to write more of it. */
export class Journal {
  readonly #database: Database;
  readonly #run: ClaimedRun;
  readonly #records: Map<string, StepRecord>;
  readonly #leaving: AbortSignal;

  /** @param leaving aborted when this worker must not, or need not, carry the run on */
  static async load(database: Database, run: ClaimedRun, leaving: AbortSignal): Promise<Journal> {
    return new Journal(database, run, await loadSteps(database, run.id), leaving);
  }

  private constructor(database: Database, run: ClaimedRun, steps: StepRecord[], leaving: AbortSignal) {
    this.#database = database;
    this.#run = run;
    this.#leaving = leaving;
    this.#records = new Map(steps.map((step) => [recordKey(step), step]));
  }

  find(step: { name: string; undo: boolean }): StepRecord | undefined {
    return this.#records.get(recordKey(step));
  }

  /**
   * Writes the change, however often the database has to be asked: what happened outside has happened, and is
   * remembered as long as there is any way to.
   * @throws Interrupted when the run is lost, or when this worker stops while the database is away
   */
  async write(change: StepChange): Promise<void> {
    await this.persist(() => writeStep(this.#database, this.#run, change));
    this.#remember(change);
  }

  /**
   * Runs `work` and writes that the step is done in one transaction.
   * @throws Interrupted when the run is lost: nothing is committed
   */
  async commit(
    step: Pick<StepChange, 'name' | 'undo' | 'position'>,
    work: (transaction: Database) => Promise<Json | undefined>,
  ): Promise<Json | undefined> {
    const change = await inTransaction(this.#database, async (transaction) => {
      const output = await work(transaction);
      const done: StepChange = { ...step, status: 'done', failures: 0, output };
      if (!(await writeStep(transaction, this.#run, done))) throw new Interrupted({ kind: 'lost' });
      return done;
    });
    this.#remember(change);
    return change.output;
  }

  /** Repeats `write` while the database is away. `write` answers whether the run was still held. */
  async persist(write: () => Promise<boolean>): Promise<void> {
    for (let waitMs = RETRY_INTERVAL_MS; ; waitMs = Math.min(waitMs * 2, RETRY_INTERVAL_MS_MAX)) {
      try {
        if (await write()) return;
        throw new Interrupted({ kind: 'lost' });
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error;
        if (this.#leaving.aborted) throw this.#leaving.reason;
      }
      await delay(waitMs);
    }
  }

  #remember(change: StepChange): void {
    const { name, undo, status, failures, output, error = null } = change;
    this.#records.set(recordKey(change), { name, undo, status, failures, output, error, ageMs: 0 });
  }
}

function recordKey({ name, undo }: { name: string; undo: boolean }): string {
  return `${undo ? 'undo' : 'step'} ${name}`;
}
