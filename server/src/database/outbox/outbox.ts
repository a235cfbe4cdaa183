import { sql } from 'kysely';
import type { Json } from '../../base/json.ts';
import type { Database } from '../database.ts';
import { type Notifications, notify } from '../notifications.ts';

/** Something that happened, as {@link emit} wrote it. */
export interface OutboxEvent {
  topic: string;
  payload: Json;
  createdAt: Date;
  /** Reading on from here gives what comes after this event. */
  cursor: Cursor;
}

/**
 * A place in the sequence of events: `<transaction id>:<event id>`. Fit to be kept by a client, such as in
 * Server-Sent Events' `Last-Event-ID`.
 */
export type Cursor = string;

const CURSOR_FORM = /^(\d{1,20}):(\d{1,19})$/;
const BATCH_SIZE = 500;

/** Records an event that exists if and only if the transaction commits, and wakes the topic's listeners then. */
export async function emit(transaction: Database, topic: string, payload: Json): Promise<void> {
  await sql`insert into outbox.event (topic, payload) values (${topic}, ${JSON.stringify(payload)}::jsonb)`.execute(
    transaction,
  );
  await notify(transaction, topic);
}

/** The place from which everything that is not yet committed will be seen, and little of what is. */
export async function currentCursor(database: Database): Promise<Cursor> {
  const { rows } = await sql<{ oldest: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as oldest`.execute(database);
  return `${rows[0]?.oldest ?? 0}:0`;
}

/**
 * The next events of the topics after `cursor`, in order, at most some hundreds of them.
 *
 * Events are numbered when they are written and become visible when their transactions commit, in another order: a
 * reader that only remembers the last number it saw misses events. So events are held back until every transaction
 * as old as theirs has ended.
 * @throws RangeError when the cursor has not the form of one
 */
export async function readEvents(
  database: Database,
  topics: readonly string[],
  cursor: Cursor,
): Promise<OutboxEvent[]> {
  const [, transactionId, id] = CURSOR_FORM.exec(cursor) ?? [];
  if (!transactionId || !id) throw new RangeError('This is not a cursor of the event sequence.');
  const { rows } = await sql<OutboxEvent>`
    select topic, payload, created_at as "createdAt", transaction_id::text || ':' || id as cursor
    from outbox.event
    where topic = any(${topics})
      and (transaction_id, id) > (${transactionId}::xid8, ${id}::bigint)
      and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    order by transaction_id, id
    limit ${BATCH_SIZE}`.execute(database);
  return rows;
}

/**
 * Hands each event of the topics after `from` to `handle`, one at a time and in order, until closed.
 * An event whose handling fails is handed over again.
 */
export function followEvents(options: {
  database: Database;
  notifications: Notifications;
  topics: readonly string[];
  from: Cursor;
  handle: (event: OutboxEvent) => Promise<void> | void;
}): { close(): void } {
  let cursor = options.from;
  return options.notifications.listen(options.topics, async () => {
    for (;;) {
      const events = await readEvents(options.database, options.topics, cursor);
      if (events.length === 0) return;
      for (const event of events) {
        await options.handle(event);
        cursor = event.cursor;
      }
    }
  });
}

/** Forgets events older than that. Readers that were away for longer must read the state itself. */
export async function pruneEvents(database: Database, olderThanMs: number): Promise<void> {
  await sql`
    delete from outbox.event
    where created_at < now() - ${olderThanMs} * interval '1 millisecond'`.execute(database);
}
