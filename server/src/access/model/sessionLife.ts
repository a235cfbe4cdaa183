const MINUTE_MS = 60_000;

/** For the first connection of a session there is so much time at least, whatever the policy says of later ones. */
const FIRST_CONNECTION_MS = 20 * MINUTE_MS;

/** A session that has no connection at the moment. */
export interface IdleSession {
  signedInAt: Date;
  /** When the client was there last. */
  seenAt: Date;
  /** Whether the user asked to be remembered, where the directory allows that. */
  remembered: boolean;
  /** Whether the desktop has been shown in it. */
  wasConnected: boolean;
}

/** How long sessions may come back. */
export interface SessionLimits {
  resumeTimeoutMinutes: number;
  /** How long a remembered sign-in is worth anything, from the moment of signing in. */
  rememberedMs: number;
}

/** Until when a session without a connection may come back without the password. */
export function sessionEndsAt(
  session: IdleSession,
  { resumeTimeoutMinutes, rememberedMs }: SessionLimits,
): Date {
  const resumeMs = resumeTimeoutMinutes * MINUTE_MS;
  const patienceMs = session.wasConnected ? resumeMs : Math.max(resumeMs, FIRST_CONNECTION_MS);
  const resumableUntil = session.seenAt.getTime() + patienceMs;
  const rememberedUntil = session.remembered ? session.signedInAt.getTime() + rememberedMs : 0;
  return new Date(Math.max(resumableUntil, rememberedUntil));
}
