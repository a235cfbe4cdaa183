import type { Database } from '../../database/database.ts';
import type { IdleSession } from '../model/sessionLife.ts';
import { own } from '../tables.ts';

export interface IdleSessionRow extends IdleSession {
  sessionId: string;
  workspaceId: string;
}

/** The sessions that have not ended and have no connection. */
export async function idleSessions(database: Database): Promise<IdleSessionRow[]> {
  const rows = await openAndIdle(database).execute();
  return rows.map(fromRow);
}

/** The session, if it has not ended and has no connection. */
export async function idleSession(
  database: Database,
  sessionId: string,
): Promise<IdleSessionRow | undefined> {
  const row = await openAndIdle(database).where('session.session_id', '=', sessionId).executeTakeFirst();
  return row && fromRow(row);
}

/** Ends a session, unless its client has come back meanwhile. */
export async function endExpired(database: Database, session: IdleSessionRow, now: Date): Promise<void> {
  await own(database)
    .updateTable('access.session')
    .set({ ended_at: now, end_reason: 'EXPIRED' })
    .where('session_id', '=', session.sessionId)
    .where('seen_at', '=', session.seenAt)
    .where('ended_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('access.connection as connection')
            .select('connection_id')
            .whereRef('connection.session_id', '=', 'access.session.session_id')
            .where('connection.ended_at', 'is', null),
        ),
      ),
    )
    .execute();
}

function openAndIdle(database: Database) {
  return own(database)
    .selectFrom('access.session as session')
    .select(['session_id', 'workspace_id', 'created_at', 'seen_at', 'remembered'])
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('access.connection as connection')
            .select('connection_id')
            .whereRef('connection.session_id', '=', 'session.session_id')
            .where('connection.connected_at', 'is not', null),
        )
        .as('was_connected'),
    )
    .where('ended_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('access.connection as connection')
            .select('connection_id')
            .whereRef('connection.session_id', '=', 'session.session_id')
            .where('connection.ended_at', 'is', null),
        ),
      ),
    );
}

type Row = Awaited<ReturnType<ReturnType<typeof openAndIdle>['executeTakeFirstOrThrow']>>;

function fromRow(row: Row): IdleSessionRow {
  return {
    sessionId: row.session_id,
    workspaceId: row.workspace_id,
    signedInAt: row.created_at,
    seenAt: row.seen_at,
    remembered: row.remembered,
    wasConnected: Boolean(row.was_connected),
  };
}
