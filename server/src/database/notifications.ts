import { sql } from 'kysely';
import type pg from 'pg';
import { coalesce } from '../base/coalesce.ts';
import type { Logger } from '../base/log.ts';
import type { Database } from './database.ts';

/** The one channel of PostgreSQL that we use; the topic is the notification's payload. */
const CHANNEL = 'alcove';

/** Listeners look for themselves this often, so that no single notification matters. */
const REFRESH_INTERVAL_MS = 5000;
const RECONNECT_INTERVAL_MS = 200;
const RECONNECT_INTERVAL_MS_MAX = 5000;

/** Wakes the listeners of `topic` when the transaction commits; says nothing of what happened. */
export async function notify(transaction: Database, topic: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${topic})`.execute(transaction);
}

export interface NotificationSettings {
  newClient: () => pg.Client;
  log: Logger;
  /** How often listeners look for themselves; 5 s unless told. */
  refreshIntervalMs?: number;
}

interface Listener {
  topics: ReadonlySet<string>;
  call: () => void;
}

/**
 * Wake-ups from the database for one process, over one connection that is opened again whenever it breaks.
 * A notification is only a hint: it may be lost with the connection, so listeners read the state itself, when woken,
 * after each reconnect and every few seconds.
 */
export class Notifications {
  readonly #settings: NotificationSettings;
  readonly #listeners = new Set<Listener>();
  readonly #timer: NodeJS.Timeout;
  #client: pg.Client | undefined;
  #closed = false;
  #reconnectTimer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(settings: NotificationSettings) {
    this.#settings = settings;
    this.#timer = setInterval(() => this.#wake(), settings.refreshIntervalMs ?? REFRESH_INTERVAL_MS);
    void this.#connect();
  }

  /**
   * Calls `listener` now, whenever one of the topics is notified, and every few seconds.
   * It never runs beside itself; an error of it is logged.
   */
  listen(topics: readonly string[], listener: () => Promise<void> | void): { close(): void } {
    const call = coalesce(listener, (error) => {
      this.#settings.log.error({ err: error, topics }, 'a listener failed');
    });
    const entry = { topics: new Set(topics), call };
    this.#listeners.add(entry);
    call();
    return { close: () => void this.#listeners.delete(entry) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#reconnectTimer);
    this.#listeners.clear();
    await this.#client?.end();
  }

  #wake(topic?: string): void {
    for (const { topics, call } of this.#listeners) {
      if (topic === undefined || topics.has(topic)) call();
    }
  }

  async #connect(): Promise<void> {
    const client = this.#settings.newClient();
    this.#client = client;
    let lost = false;
    const onLost = (error?: Error) => {
      if (lost || this.#closed) return;
      lost = true;
      this.#settings.log.warn({ err: error }, 'lost the connection for notifications');
      client.end().catch((cause: unknown) => this.#settings.log.debug({ err: cause }, 'it was broken'));
      const wait = Math.min(RECONNECT_INTERVAL_MS * 2 ** this.#failures++, RECONNECT_INTERVAL_MS_MAX);
      this.#reconnectTimer = setTimeout(() => void this.#connect(), wait);
    };
    client.on('error', onLost);
    client.on('end', () => onLost());
    client.on('notification', ({ payload }) => this.#wake(payload));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.#failures = 0;
      this.#wake(); // whatever happened while nobody listened
    } catch (error) {
      onLost(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
