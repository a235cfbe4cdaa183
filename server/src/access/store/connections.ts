import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, inTransaction } from '../../database/database.ts';
import { notify } from '../../database/notifications.ts';
import { recordConnection } from '../../workspaces/index.ts';
import type { CloseReason } from '../model/endReasons.ts';
import { own } from '../tables.ts';
import type { VerifiedTicket } from '../tickets.ts';
import { mayConnect } from './sessions.ts';

/** Wakes gateways when connections were ended from elsewhere. */
export const CONNECTIONS_TOPIC = 'access.connections';

/** A connection that a gateway holds. */
export interface OpenConnection {
  readonly connectionId: string;
  readonly sessionId: string;
  readonly workspaceId: string;
}

/** What has gone over a connection so far. */
export interface Traffic {
  bytesToClient: number;
  bytesFromClient: number;
  /** Between gateway and client, as measured last. */
  roundTripMs?: number | undefined;
}

/**
 * Redeems a ticket, once: opens a connection and ends every other one of the same WorkSpace, and the sessions that
 * they belong to.
 * @returns undefined when the ticket was redeemed before, or its session is over or may not come back
 */
export function openConnection(
  database: Database,
  ticket: VerifiedTicket,
  now: Date,
): Promise<OpenConnection | undefined> {
  const { sessionId, workspaceId } = ticket;
  return inWorkspace(database, workspaceId, async (transaction) => {
    if (!(await useTicket(transaction, ticket))) return undefined;
    if (!(await sessionIsUsable(transaction, sessionId))) return undefined;
    await supersede(transaction, ticket, now);
    const connectionId = randomUUID();
    await own(transaction)
      .insertInto('access.connection')
      .values({
        connection_id: connectionId,
        session_id: sessionId,
        workspace_id: workspaceId,
        client_address: ticket.clientAddress,
        opened_at: now,
        seen_at: now,
      })
      .execute();
    await notify(transaction, CONNECTIONS_TOPIC);
    return { connectionId, sessionId, workspaceId };
  });
}

/** The desktop is being shown: the last thing that is said of a connection that begins. */
export function markConnected(database: Database, connection: OpenConnection, now: Date): Promise<void> {
  const { connectionId, workspaceId } = connection;
  return inWorkspace(database, workspaceId, async (transaction) => {
    const { numUpdatedRows } = await own(transaction)
      .updateTable('access.connection')
      .set({ connected_at: now })
      .where('connection_id', '=', connectionId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await recordConnection(transaction, { workspaceId, state: 'CONNECTED', at: now });
  });
}

/** Writes down how a connection ended. If it had been ended from elsewhere, the reason given there stays. */
export function endConnection(
  database: Database,
  connection: OpenConnection,
  traffic: Traffic,
  reason: CloseReason,
  now: Date,
): Promise<void> {
  return inWorkspace(database, connection.workspaceId, async (transaction) => {
    const row = await own(transaction)
      .updateTable('access.connection')
      .set({
        ended_at: sql<Date>`coalesce(ended_at, ${now})`,
        close_reason: sql<CloseReason>`coalesce(close_reason, ${reason})`,
        bytes_to_client: traffic.bytesToClient,
        bytes_from_client: traffic.bytesFromClient,
        ...(traffic.roundTripMs !== undefined && { round_trip_ms: traffic.roundTripMs }),
        seen_at: now,
      })
      .where('connection_id', '=', connection.connectionId)
      .returning('connected_at')
      .executeTakeFirst();
    if (row) await afterEnd(transaction, connection, row.connected_at !== null, now);
  });
}

/** Reports the connections of one gateway as alive. */
export async function touchConnections(
  database: Database,
  reports: readonly (OpenConnection & Traffic)[],
  now: Date,
): Promise<void> {
  if (reports.length === 0) return;
  await sql`
    update access.connection c
    set seen_at = ${now}, bytes_to_client = r.bytes_to_client, bytes_from_client = r.bytes_from_client,
      round_trip_ms = coalesce(r.round_trip_ms, c.round_trip_ms)
    from unnest(
      ${reports.map((report) => report.connectionId)}::text[],
      ${reports.map((report) => report.bytesToClient)}::bigint[],
      ${reports.map((report) => report.bytesFromClient)}::bigint[],
      ${reports.map((report) => report.roundTripMs ?? null)}::real[]
    ) as r (connection_id, bytes_to_client, bytes_from_client, round_trip_ms)
    where c.connection_id = r.connection_id and c.ended_at is null`.execute(database);
}

/** Which of the connections were ended from elsewhere, and why. */
export async function endedConnections(
  database: Database,
  connectionIds: readonly string[],
): Promise<Map<string, CloseReason>> {
  if (connectionIds.length === 0) return new Map();
  const rows = await own(database)
    .selectFrom('access.connection')
    .select(['connection_id', 'close_reason'])
    .where('connection_id', 'in', connectionIds)
    .where('ended_at', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.connection_id, row.close_reason ?? 'GATEWAY_LOST']));
}

/** Ends the connections whose gateway has not reported since `before`: it is gone. */
export async function endLostConnections(database: Database, before: Date): Promise<void> {
  const lost = await own(database)
    .selectFrom('access.connection')
    .select(['connection_id', 'session_id', 'workspace_id'])
    .where('ended_at', 'is', null)
    .where('seen_at', '<', before)
    .execute();
  for (const { connection_id, session_id, workspace_id } of lost) {
    const connection = { connectionId: connection_id, sessionId: session_id, workspaceId: workspace_id };
    await endLostConnection(database, connection, before);
  }
}

/** Ends a session and its connection, as its user wants it. */
export function signOut(
  database: Database,
  session: { sessionId: string; workspaceId: string },
  now: Date,
): Promise<void> {
  return inWorkspace(database, session.workspaceId, async (transaction) => {
    await own(transaction)
      .updateTable('access.session')
      .set({ ended_at: now, end_reason: 'SIGNED_OUT' })
      .where('session_id', '=', session.sessionId)
      .where('ended_at', 'is', null)
      .execute();
    await own(transaction)
      .updateTable('access.connection')
      .set({ ended_at: now, close_reason: 'SIGNED_OUT' })
      .where('session_id', '=', session.sessionId)
      .where('ended_at', 'is', null)
      .execute();
    await notify(transaction, CONNECTIONS_TOPIC);
  });
}

export async function deleteUsedTickets(database: Database, expiredBefore: Date): Promise<void> {
  await own(database).deleteFrom('access.used_ticket').where('expires_at', '<', expiredBefore).execute();
}

/** Sessions and connections of one WorkSpace begin and end one after another. */
function inWorkspace<R>(
  database: Database,
  workspaceId: string,
  work: (transaction: Database) => Promise<R>,
): Promise<R> {
  return inTransaction(database, async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('access.connection'), hashtext(${workspaceId}))`.execute(
      transaction,
    );
    return await work(transaction);
  });
}

/** The unique key decides between two that redeem the same ticket at once. */
async function useTicket(transaction: Database, ticket: VerifiedTicket): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await own(transaction)
    .insertInto('access.used_ticket')
    .values({ ticket_id: ticket.ticketId, expires_at: ticket.expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function sessionIsUsable(transaction: Database, sessionId: string): Promise<boolean> {
  const row = await own(transaction)
    .selectFrom('access.session')
    .select(['session_id', 'directory_id'])
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined && (await mayConnect(transaction, row));
}

/** A session that comes back had lost its connection; all others are taken over. */
async function supersede(transaction: Database, ticket: VerifiedTicket, now: Date): Promise<void> {
  await own(transaction)
    .updateTable('access.connection')
    .set({
      ended_at: now,
      close_reason: sql<CloseReason>`
        case when session_id = ${ticket.sessionId} then 'CLIENT_LOST' else 'TAKEN_OVER' end`,
    })
    .where('workspace_id', '=', ticket.workspaceId)
    .where('ended_at', 'is', null)
    .execute();
  await own(transaction)
    .updateTable('access.session')
    .set({ ended_at: now, end_reason: 'TAKEN_OVER' })
    .where('workspace_id', '=', ticket.workspaceId)
    .where('session_id', '!=', ticket.sessionId)
    .where('ended_at', 'is', null)
    .execute();
}

function endLostConnection(database: Database, connection: OpenConnection, before: Date): Promise<void> {
  return inWorkspace(database, connection.workspaceId, async (transaction) => {
    const row = await own(transaction)
      .updateTable('access.connection')
      .set({ ended_at: sql<Date>`seen_at`, close_reason: 'GATEWAY_LOST' })
      .where('connection_id', '=', connection.connectionId)
      .where('ended_at', 'is', null)
      .where('seen_at', '<', before)
      .returning(['connected_at', 'seen_at'])
      .executeTakeFirst();
    if (row) await afterEnd(transaction, connection, row.connected_at !== null, row.seen_at);
  });
}

/** The time to come back begins; the user is disconnected unless another connection has begun in the meantime. */
async function afterEnd(
  transaction: Database,
  { sessionId, workspaceId }: OpenConnection,
  wasConnected: boolean,
  at: Date,
): Promise<void> {
  await own(transaction)
    .updateTable('access.session')
    .set({ seen_at: sql<Date>`greatest(seen_at, ${at})` })
    .where('session_id', '=', sessionId)
    .execute();
  if (!wasConnected) return;
  const open = await own(transaction)
    .selectFrom('access.connection')
    .select('connection_id')
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (!open) await recordConnection(transaction, { workspaceId, state: 'DISCONNECTED', at });
}
