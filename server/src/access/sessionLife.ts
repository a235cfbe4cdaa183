import type { Clock } from '../base/clock.ts';
import type { Database } from '../database/database.ts';
import { policyOfWorkspace } from '../workspaces/index.ts';
import { AccessProblem } from './model/problems.ts';
import { sessionEndsAt } from './model/sessionLife.ts';
import { endExpired, type IdleSessionRow, idleSession, idleSessions } from './store/idleSessions.ts';
import { findSession, REMEMBERED_MS, type SessionRow } from './store/sessions.ts';

/**
 * The session of a token, if its user may go on with it.
 * @throws AccessProblem TakenOver or SessionEnded
 */
export async function usableSession(
  { database, clock }: { database: Database; clock: Clock },
  sessionToken: string,
): Promise<SessionRow> {
  const session = await findSession(database, sessionToken);
  if (session?.end_reason === 'TAKEN_OVER') throw new AccessProblem('TakenOver');
  if (!session || session.ended_at) throw new AccessProblem('SessionEnded');
  const idle = await idleSession(database, session.session_id);
  if (idle && (await isOver(database, idle, clock.now()))) throw new AccessProblem('SessionEnded');
  return session;
}

/** Ends the sessions that have no connection and may not come back any more. */
export async function expireSessions(database: Database, now: Date): Promise<void> {
  for (const session of await idleSessions(database)) {
    if (await isOver(database, session, now)) await endExpired(database, session, now);
  }
}

async function isOver(database: Database, session: IdleSessionRow, now: Date): Promise<boolean> {
  const endsAt = (resumeTimeoutMinutes: number) =>
    sessionEndsAt(session, { resumeTimeoutMinutes, rememberedMs: REMEMBERED_MS });
  // Most of those that are left alone for long are remembered, whatever their policy says.
  if (now < endsAt(0)) return false;
  const policy = await policyOfWorkspace(database, session.workspaceId);
  // Without a WorkSpace there is nothing to come back to.
  return !policy || now >= endsAt(policy.sessionResumeTimeoutMinutes);
}
