import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from '../base/log.ts';

export interface LivenessSettings {
  newClient: () => pg.Client;
  log: Logger;
  /** A replica that has been silent for so long is given up although its connection stands; 30 s unless told. */
  leaseMs?: number | undefined;
  /** Called after each look around, and when the connection is back. */
  onTick: () => void;
}

const LEASE_MS = 30_000;
const TICK_INTERVAL_MS = 500;
/** Faster, since the others give up a replica that they do not see for two of their ticks. */
const RECONNECT_INTERVAL_MS = 100;
const LOCK_RETRY_INTERVAL_MS = 50;

/** The advisory lock of a replica. */
const LOCK_KEY = `hashtextextended('alcove.workflows.replica:' || id::text, 0)`;

/**
 * Shows the other replicas that this one lives, and takes from dead ones what they had.
 *
 * A replica holds an advisory lock for the session of a connection of its own. However its process dies, the kernel
 * closes the socket and PostgreSQL frees the lock at once; whoever then finds it free twice in a row, with no sign of
 * life in between, gives the replica up. (Once is not enough: after a restart of the database all locks are free
 * until their owners have connected again.) A replica that hangs keeps its lock, and is given up after the lease.
 */
export class Liveness {
  readonly id = randomUUID();
  readonly #settings: LivenessSettings;
  readonly #leaseMs: number;
  /** Replicas whose lock was found free, with the sign of life that they had given last. */
  readonly #suspects = new Map<string, string>();
  #client: pg.Client | undefined;
  #isStopping = false;
  /** Ends the wait for the next tick. */
  #tickNow: () => void = () => undefined;
  #ticking: Promise<void> = Promise.resolve();

  constructor(settings: LivenessSettings) {
    this.#settings = settings;
    this.#leaseMs = settings.leaseMs ?? LEASE_MS;
  }

  /** Whether the others can see this replica; where not, it must not begin anything. */
  get isVisible(): boolean {
    return this.#client !== undefined;
  }

  /** @throws Error when the database cannot be reached */
  async start(): Promise<void> {
    await this.#connect();
    this.#ticking = this.#tick();
  }

  /** Leaves; whatever this replica still has is free at once. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#tickNow();
    await this.#ticking;
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    try {
      await client.query('delete from workflows.replica where id = $1', [this.id]);
    } catch (error) {
      this.#settings.log.warn({ err: error }, 'left without taking leave; the others will notice');
    } finally {
      await client.end();
    }
  }

  async #connect(): Promise<void> {
    const client = this.#settings.newClient();
    client.on('error', (error) => this.#lose(client, error));
    client.on('end', () => this.#lose(client));
    try {
      await client.connect();
      await this.#lock(client);
      await this.#showAlive(client);
    } catch (error) {
      this.#end(client);
      throw error;
    }
    this.#suspects.clear();
    this.#client = client;
    this.#settings.onTick();
  }

  #lose(client: pg.Client, error?: Error): void {
    if (this.#client !== client) return;
    this.#settings.log.warn({ err: error }, 'lost the connection that shows this replica alive');
    this.#client = undefined;
    this.#end(client);
    this.#tickNow();
  }

  #end(client: pg.Client): void {
    client.end().catch((error: unknown) => this.#settings.log.debug({ err: error }, 'it was broken'));
  }

  /** The session of a connection that broke may hold the lock until the server notices. */
  async #lock(client: pg.Client): Promise<void> {
    for (;;) {
      const { rows } = await client.query<{ held: boolean }>(
        `select pg_try_advisory_lock(${LOCK_KEY}) as held from (select $1::uuid as id) as replica`,
        [this.id],
      );
      if (rows[0]?.held) return;
      await delay(LOCK_RETRY_INTERVAL_MS);
    }
  }

  async #tick(): Promise<void> {
    while (!this.#isStopping) {
      const client = this.#client;
      try {
        if (client) await this.#lookAround(client);
        else await this.#connect();
        this.#settings.onTick();
      } catch (error) {
        this.#settings.log.warn({ err: error }, 'cannot show this replica alive');
        if (client) this.#lose(client);
      }
      await this.#wait(this.#client ? TICK_INTERVAL_MS : RECONNECT_INTERVAL_MS);
    }
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#tickNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #showAlive(client: pg.Client): Promise<void> {
    await client.query(
      `insert into workflows.replica (id, host, process_id) values ($1, $2, $3)
       on conflict (id) do update set seen_at = now()`,
      [this.id, hostname(), process.pid],
    );
  }

  async #lookAround(client: pg.Client): Promise<void> {
    await this.#showAlive(client);
    // The probing lock is freed at the end of the statement.
    const { rows } = await client.query<{ id: string; seen_at: string; silent: boolean; unlocked: boolean }>(
      `select id, seen_at::text, seen_at < now() - $2 * interval '1 millisecond' as silent,
         pg_try_advisory_xact_lock(${LOCK_KEY}) as unlocked
       from workflows.replica where id <> $1`,
      [this.id, this.#leaseMs],
    );
    for (const { id, seen_at, silent, unlocked } of rows) {
      if (silent || (unlocked && this.#suspects.get(id) === seen_at)) await this.#giveUp(client, id, seen_at);
      if (unlocked) this.#suspects.set(id, seen_at);
      else this.#suspects.delete(id);
    }
    await freeOrphanedRuns(client);
  }

  async #giveUp(client: pg.Client, id: string, seenAt: string): Promise<void> {
    const { rowCount } = await client.query(
      'delete from workflows.replica where id = $1 and seen_at = $2::timestamptz',
      [id, seenAt],
    );
    this.#suspects.delete(id);
    if (rowCount) this.#settings.log.warn({ replica: id }, 'gave up a replica that died or hangs');
  }
}

/**
 * Frees what no living replica owns. A run whose row is locked is left for the next time: its owner may be frozen in
 * the middle of a transaction, and nobody shall wait for it.
 */
async function freeOrphanedRuns(client: pg.Client): Promise<void> {
  await client.query(
    `with orphaned as (
       select id from workflows.run r
       where status = 'running' and not exists (select from workflows.replica where id = r.owner)
       for update skip locked)
     update workflows.run r set status = 'waiting', owner = null, run_at = now()
     from orphaned where r.id = orphaned.id`,
  );
}
