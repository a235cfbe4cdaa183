import { sql } from 'kysely';
import type { Logger } from '../base/log.ts';
import type { Database } from '../database/database.ts';

/** Work that is due again and again, whichever replica does it. */
export interface PeriodicWork {
  /** Stands in the database. */
  name: string;
  /** From the end of one time to the beginning of the next. */
  intervalMs: number;
  /** A time that fails is logged, and the next one comes as ever. The signal is aborted when the worker stops. */
  work: (signal: AbortSignal) => Promise<void>;
}

/** How soon another replica takes over. */
const LOOK_INTERVAL_MS_MAX = 5000;

/** Does periodic work when it is due and no living replica is at it. */
export class PeriodicRunner {
  readonly #database: Database;
  readonly #replicaId: string;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<void>>();
  /** What was added before the start, when the others could not see yet that this replica lives. */
  #waiting: (() => void)[] | undefined = [];

  constructor(database: Database, replicaId: string, log: Logger) {
    this.#database = database;
    this.#replicaId = replicaId;
    this.#log = log;
  }

  add(periodic: PeriodicWork): void {
    const look = async () => {
      const underWay = this.#doWhenDue(periodic);
      this.#underWay.add(underWay);
      await underWay;
      this.#underWay.delete(underWay);
      if (this.#stopping.signal.aborted) return;
      this.#timers.set(periodic.name, setTimeout(look, Math.min(periodic.intervalMs, LOOK_INTERVAL_MS_MAX)));
    };
    if (this.#waiting) this.#waiting.push(look);
    else void look();
  }

  start(): void {
    for (const look of this.#waiting ?? []) look();
    this.#waiting = undefined;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  async #doWhenDue({ name, intervalMs, work }: PeriodicWork): Promise<void> {
    try {
      if (!(await this.#claim(name))) return;
      await work(this.#stopping.signal).catch((error: unknown) => {
        this.#log.error({ err: error, periodic: name }, 'periodic work failed');
      });
      await this.#release(name, intervalMs);
    } catch (error) {
      this.#log.warn({ err: error, periodic: name }, 'the database is away; periodic work waits');
    }
  }

  /** What this replica owns itself is left over from a time whose end could not be written. */
  async #claim(name: string): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into workflows.periodic as periodic (name, owner) values (${name}, ${this.#replicaId})
      on conflict (name) do update set owner = excluded.owner
      where periodic.due_at <= now() and (
        periodic.owner is null or periodic.owner = excluded.owner
        or not exists (select from workflows.replica where id = periodic.owner))`.execute(this.#database);
    return numAffectedRows === 1n;
  }

  async #release(name: string, intervalMs: number): Promise<void> {
    await sql`
      update workflows.periodic
      set owner = null, due_at = now() + ${intervalMs} * interval '1 millisecond'
      where name = ${name} and owner = ${this.#replicaId}`.execute(this.#database);
  }
}
