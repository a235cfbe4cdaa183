import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { DeviceType } from '../../base/deviceTypes.ts';
import type { Database } from '../../database/database.ts';
import { USER_TICKET_LIFETIME_HOURS } from '../../directories/index.ts';
import { reconnectEnabled } from '../../workspaces/index.ts';
import { own, type SessionTable } from '../tables.ts';

export type SessionRow = Selectable<SessionTable>;

export interface NewSession {
  workspaceId: string;
  directoryId: string;
  userName: string;
  clientAddress: string;
  clientAgent: string;
  deviceType: DeviceType;
  /** Fingerprint of the root that vouches for the device, where the directory asks for one. */
  trustedRoot: string | undefined;
  /** Whether the user asked to be remembered, where the directory allows that. */
  remembered?: boolean | undefined;
}

const TOKEN_BYTES = 32;
const AGENT_LENGTH_MAX = 200;

/**
 * How long a remembered sign-in is worth anything: as long as the Kerberos ticket that the user could have had with
 * the same password (guide, "Set the Maximum Lifetime for a Kerberos Ticket").
 */
export const REMEMBERED_MS = USER_TICKET_LIFETIME_HOURS * 3_600_000;

/** Begins a session. Its token is known to the client alone: only its hash is kept. */
export async function insertSession(
  database: Database,
  session: NewSession,
  now: Date,
): Promise<{ sessionId: string; token: string }> {
  const sessionId = randomUUID();
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await own(database)
    .insertInto('access.session')
    .values({
      session_id: sessionId,
      token_hash: hashOf(token),
      workspace_id: session.workspaceId,
      directory_id: session.directoryId,
      user_name: session.userName,
      client_address: session.clientAddress,
      client_agent: session.clientAgent.slice(0, AGENT_LENGTH_MAX),
      device_type: session.deviceType,
      trusted_root: session.trustedRoot ?? null,
      remembered: session.remembered ?? false,
      created_at: now,
      seen_at: now,
    })
    .execute();
  return { sessionId, token };
}

/** The session of a token, ended or not; finding it by the token's hash tells a guesser nothing by time. */
export function findSession(database: Database, token: string): Promise<SessionRow | undefined> {
  return own(database)
    .selectFrom('access.session')
    .selectAll()
    .where('token_hash', '=', hashOf(token))
    .executeTakeFirst();
}

/**
 * Whether a session may have a stream without the password: always for its first one, and again after that where the
 * directory lets its users reconnect.
 */
export async function mayConnect(
  database: Database,
  session: Pick<SessionRow, 'session_id' | 'directory_id'>,
): Promise<boolean> {
  const earlier = await own(database)
    .selectFrom('access.connection')
    .select('connection_id')
    .where('session_id', '=', session.session_id)
    .where('connected_at', 'is not', null)
    .executeTakeFirst();
  return earlier === undefined || (await reconnectEnabled(database, session.directory_id));
}

/**
 * The client is there. Asking for tickets keeps a session alive no longer than a sign-in can be remembered: after
 * that, only what the desktop was really used for counts.
 * @param trustedRoot the root that vouches for its device now
 */
export async function touchSession(
  database: Database,
  sessionId: string,
  trustedRoot: string | undefined,
  now: Date,
): Promise<void> {
  const rememberedSince = new Date(now.getTime() - REMEMBERED_MS);
  await own(database)
    .updateTable('access.session')
    .set({
      seen_at: sql<Date>`case when created_at > ${rememberedSince} then ${now} else seen_at end`,
      trusted_root: trustedRoot ?? null,
    })
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Removes the records of sessions that ended before then, with those of their connections. */
export async function deleteSessions(database: Database, endedBefore: Date): Promise<void> {
  await own(database).deleteFrom('access.session').where('ended_at', '<', endedBefore).execute();
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();
