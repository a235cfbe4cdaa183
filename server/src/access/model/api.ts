import { z } from 'zod';
import { deviceTypes } from '../../base/deviceTypes.ts';
import type { ProblemCode } from './problems.ts';

/** The requests and answers of the gateway's own API, which the web client shares. */

/** POST /api/registrations: does the code exist? */
export const registrationRequest = z.object({ registrationCode: z.string().min(1).max(64) });

export interface RegistrationAnswer {
  registrationCode: string;
  /** The domain that the user signs in to. */
  directoryName: string;
}

/** POST /api/sign-in */
export const signInRequest = z.object({
  registrationCode: z.string().min(1).max(64),
  userName: z.string().min(1).max(256),
  password: z.string().min(1).max(1024),
  /** What the client is; the web client need not say so. */
  deviceType: z.enum(deviceTypes).default('Web'),
});

export interface SignInAnswer {
  /** Asks for further tickets and ends the session. It stays in the client's memory. */
  sessionToken: string;
  /** The account's own name. */
  userName: string;
  desktop: DesktopAnswer;
}

/** POST /api/tickets and POST /api/sign-out */
export const sessionRequest = z.object({ sessionToken: z.string().min(1).max(128) });

/** The answer to /api/tickets: a ticket for the stream, or that the desktop is on its way. */
export type DesktopAnswer =
  | { status: 'ready'; workspaceId: string; ticket: string; expiresInSeconds: number }
  | { status: 'waiting'; workspaceId: string; state: string; retryAfterSeconds: number };

/** The body of every refusal. */
export interface ProblemAnswer {
  error: { code: ProblemCode; message: string; retryAfterSeconds?: number };
}
