import { z } from 'zod';
import { deviceTypes } from '../../base/deviceTypes.ts';
import type { Protocol } from '../../base/streamProtocols.ts';
import type { ProblemCode } from './problems.ts';

/** The requests and answers of the gateway's own API, which the web client shares. */

/** POST /api/registrations: does the code exist? */
export const registrationRequest = z.object({ registrationCode: z.string().min(1).max(64) });

export interface RegistrationAnswer {
  registrationCode: string;
  /** The domain that the user signs in to. */
  directoryName: string;
  /** Whether users of the directory sign in with a code besides their password. */
  mfaRequired: boolean;
  /** Whether users of the directory may ask to be remembered. */
  rememberMe: boolean;
  /** Where native clients with the certificate of a trusted device are served, where that is anywhere. */
  devicePort?: number;
}

/** As long as a code may be, which may be a word such as `push`; RADIUS carries no more (RFC 2865, section 5.2). */
export const MFA_CODE_LENGTH_MAX = 128;

const mfaCode = z.string().trim().min(1).max(MFA_CODE_LENGTH_MAX);
const registrationCode = z.string().min(1).max(64);
/** What the client is; the web client need not say so. */
const deviceType = z.enum(deviceTypes).default('Web');
/** The user wants to come back without the password, for as long as the client runs; the directory may not want it. */
const rememberMe = z.boolean().optional();

/** POST /api/sign-in */
export const signInRequest = z.object({
  registrationCode,
  userName: z.string().min(1).max(256),
  password: z.string().min(1).max(1024),
  /** Of the second factor, where the directory asks for one. */
  mfaCode: mfaCode.optional(),
  deviceType,
  rememberMe,
});

/** POST /api/sign-in, in answer to a {@link SignInChallenge}; user name and password need not be sent again. */
export const challengeRequest = z.object({
  registrationCode,
  challengeToken: z.string().min(1).max(4096),
  mfaCode,
  deviceType,
  rememberMe,
});

/** Instead of a {@link SignInAnswer}: password and code were right, and a further code is wanted within two minutes. */
export interface SignInChallenge {
  status: 'challenge';
  challengeToken: string;
  /** What the directory's server has to say about it; may be empty. */
  prompt: string;
}

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
  | { status: 'ready'; workspaceId: string; protocol: Protocol; ticket: string; expiresInSeconds: number }
  | { status: 'waiting'; workspaceId: string; state: string; retryAfterSeconds: number };

/** The body of every refusal. */
export interface ProblemAnswer {
  error: { code: ProblemCode; message: string; retryAfterSeconds?: number };
}
