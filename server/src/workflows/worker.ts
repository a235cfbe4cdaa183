import type pg from 'pg';
import { coalesce } from '../base/coalesce.ts';
import type { Logger } from '../base/log.ts';
import type { Database } from '../database/database.ts';
import type { Notifications } from '../database/notifications.ts';
import { Liveness } from './liveness.ts';
import { PeriodicRunner } from './periodic.ts';
import { RunExecution } from './run.ts';
import { type ClaimedRun, claimRuns, ownedRuns, releaseRuns } from './store.ts';
import { CANCELLED_TOPIC, ENDED_TOPIC, QUEUED_TOPIC } from './tables.ts';
import type { OnBoundary } from './task.ts';
import type { AnyWorkflow } from './workflow.ts';

export interface WorkerSettings {
  database: Database;
  newClient: () => pg.Client;
  notifications: Notifications;
  /** The workflows that this worker can carry out; runs of other types are left to others. */
  workflows: readonly AnyWorkflow[];
  log: Logger;
  /** How many runs are carried out at once; 10 unless told. */
  concurrency?: number;
  /** After how long of silence a hanging replica is given up; 30 s unless told. */
  leaseMs?: number;
  /** For tests: called at each boundary of a step, where they let the worker die. */
  onBoundary?: OnBoundary;
}

const CONCURRENCY = 10;

/** Carries out workflows, together with any number of other workers on the same database. */
export class WorkflowWorker {
  readonly #settings: WorkerSettings;
  readonly #concurrency: number;
  readonly #workflows: ReadonlyMap<string, AnyWorkflow>;
  readonly #liveness: Liveness;
  readonly #periodic: PeriodicRunner;
  /** The runs under way, by their ids. */
  readonly #executions = new Map<string, RunExecution>();
  /** What this worker last did with each of them; longer there than the execution where a run was lost. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** Looks for what has changed and for what there is to do; never beside itself. */
  readonly #turn: () => void;
  #turning: Promise<void> = Promise.resolve();
  #isStopping = false;
  #subscription: { close(): void } | undefined;

  /** @throws Error when two workflows have one type */
  constructor(settings: WorkerSettings) {
    const { log, newClient, leaseMs, workflows } = settings;
    this.#settings = settings;
    this.#concurrency = settings.concurrency ?? CONCURRENCY;
    this.#workflows = new Map(workflows.map((workflow) => [workflow.type, workflow]));
    if (this.#workflows.size !== workflows.length) throw new Error('Two workflows have the same type.');
    this.#turn = coalesce(
      () => {
        this.#turning = this.#lookForWork();
        return this.#turning;
      },
      (error) => log.warn({ err: error }, 'cannot look for work'),
    );
    this.#liveness = new Liveness({ newClient, log, leaseMs, onTick: this.#turn });
    this.#periodic = new PeriodicRunner(settings.database, this.#liveness.id, log);
  }

  /** The name of this replica in the database. */
  get replicaId(): string {
    return this.#liveness.id;
  }

  /** @throws Error when the database cannot be reached */
  async start(): Promise<void> {
    await this.#liveness.start();
    this.#periodic.start();
    const topics = [QUEUED_TOPIC, CANCELLED_TOPIC, ENDED_TOPIC];
    this.#subscription = this.#settings.notifications.listen(topics, this.#turn);
  }

  /** Does `work` again and again, on one replica at a time, from when this worker has started. */
  every(name: string, intervalMs: number, work: (signal: AbortSignal) => Promise<void>): void {
    this.#periodic.add({ name, intervalMs, work });
  }

  /** Leaves the runs under way to the other workers, or to this one's next start, and ends. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#subscription?.close();
    await this.#turning.catch(() => undefined); // coalesce has logged it
    for (const execution of this.#executions.values()) execution.interrupt({ kind: 'stopping' });
    await Promise.all([...this.#underWay.values(), this.#periodic.stop()]);
    await this.#liveness.stop();
  }

  async #lookForWork(): Promise<void> {
    if (this.#isStopping || !this.#liveness.isVisible) return;
    await this.#compareWithDatabase();
    const { database } = this.#settings;
    const types = [...this.#workflows.keys()];
    const free = this.#concurrency - this.#executions.size;
    if (free <= 0) return;
    for (const run of await claimRuns(database, this.#liveness.id, types, free)) this.#begin(run);
  }

  /**
   * Makes what this worker does agree with what the database says it does. They disagree after a cancellation, when
   * another worker took a run over, and when the answer to a claim or the letting go of a run was lost on the way.
   */
  async #compareWithDatabase(): Promise<void> {
    const { database } = this.#settings;
    const owned = new Map((await ownedRuns(database, this.#liveness.id)).map((run) => [run.id, run]));
    for (const [id, execution] of this.#executions) {
      const run = owned.get(id);
      if (run?.fence !== execution.fence) execution.interrupt({ kind: 'lost' });
      else if (run.cancel_requested) execution.interrupt({ kind: 'cancelled' });
    }
    const unknown = [...owned.keys()].filter((id) => !this.#executions.has(id));
    await releaseRuns(database, this.#liveness.id, unknown);
  }

  #begin(run: ClaimedRun): void {
    const workflow = this.#workflows.get(run.type);
    if (!workflow) throw new Error(`claimed a run of the unknown type ${run.type}`);
    const execution = new RunExecution(run, workflow, this.#settings);
    this.#executions.set(run.id, execution);
    // This worker may have lost the run and claimed it again while a step of the first time is still stopping.
    const previous = this.#underWay.get(run.id) ?? Promise.resolve();
    const underWay = previous.then(() => this.#carryOut(run.id, execution));
    this.#underWay.set(run.id, underWay);
    void underWay.then(() => {
      if (this.#underWay.get(run.id) === underWay) this.#underWay.delete(run.id);
    });
  }

  async #carryOut(id: string, execution: RunExecution): Promise<void> {
    try {
      const delayMs = await execution.execute();
      if (delayMs !== undefined) setTimeout(this.#turn, delayMs).unref();
    } catch (error) {
      this.#settings.log.warn(
        { err: error, run: id },
        'a run could not be let go; it is when the database is back',
      );
    } finally {
      // The run may be here again already.
      if (this.#executions.get(id) === execution) this.#executions.delete(id);
      this.#turn();
    }
  }
}
