import type {
  DesktopAnswer,
  ProblemAnswer,
  RegistrationAnswer,
  SignInAnswer,
  SignInChallenge,
} from '../../server/src/access/model/api.ts';
import type { ProblemCode } from '../../server/src/access/model/problems.ts';
import type { SelfServiceAnswer } from '../../server/src/access/model/selfServiceApi.ts';
import { texts } from './texts.ts';

/** What stands between the user and the desktop, in a sentence to be shown. */
export class Problem extends Error {
  override name = 'Problem';
  /** The gateway's code, or why there is no answer of the gateway. */
  readonly code: ProblemCode | 'Offline' | 'Unreadable' | 'Stopped';
  readonly retryAfterSeconds: number | undefined;

  constructor(code: Problem['code'], message: string, retryAfterSeconds?: number) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Credentials {
  registrationCode: string;
  userName: string;
  password: string;
  /** Of the second factor, where the directory asks for one. */
  mfaCode?: string;
  rememberMe?: boolean;
}

/** The answer to a {@link SignInChallenge}. */
export interface ChallengeAnswer {
  registrationCode: string;
  challengeToken: string;
  mfaCode: string;
  rememberMe?: boolean;
}

/** What a user does with the WorkSpace; `show` changes nothing. */
export type SelfServiceRequest =
  | { action: 'show' | 'restart' | 'rebuild' }
  | { action: 'volume'; volume: 'root' | 'user'; sizeGib: number }
  | { action: 'compute-type'; computeType: string }
  | { action: 'running-mode'; runningMode: string };

/** The gateway's API. Every refusal, and a network that is down, is a {@link Problem}. */
export interface Api {
  register(registrationCode: string): Promise<RegistrationAnswer>;
  signIn(credentials: Credentials | ChallengeAnswer): Promise<SignInAnswer | SignInChallenge>;
  selfService(sessionToken: string, request: SelfServiceRequest): Promise<SelfServiceAnswer>;
  ticket(sessionToken: string): Promise<DesktopAnswer>;
  signOut(sessionToken: string): Promise<void>;
}

const TIMEOUT_MS = 20_000;
/** A second factor may be a telephone that somebody has to pick up. */
const SIGN_IN_TIMEOUT_MS = 300_000;

/** @param send the browser's fetch; tests give another one */
export function createApi(send: typeof fetch): Api {
  async function post<Answer>(path: string, body: object, timeoutMs = TIMEOUT_MS): Promise<Answer> {
    const response = await send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => {
      throw new Problem('Offline', texts.problems.offline);
    });
    // Something in between, such as a proxy, answers with a page of its own.
    const answer: unknown = await response.json().catch(() => {
      throw new Problem('Unreadable', texts.problems.unreadable);
    });
    if (response.ok) return answer as Answer;
    throw problemOf(answer);
  }

  return {
    register: (registrationCode) => post('/api/registrations', { registrationCode }),
    signIn: (credentials) => post('/api/sign-in', credentials, SIGN_IN_TIMEOUT_MS),
    ticket: (sessionToken) => post('/api/tickets', { sessionToken }),
    selfService: (sessionToken, { action, ...wanted }) =>
      post(`/api/self-service${action === 'show' ? '' : `/${action}`}`, { sessionToken, ...wanted }),
    signOut: async (sessionToken) => {
      await post('/api/sign-out', { sessionToken });
    },
  };
}

function problemOf(answer: unknown): Problem {
  const { error } = (answer ?? {}) as Partial<ProblemAnswer>;
  if (!error?.message) return new Problem('Unreadable', texts.problems.unreadable);
  return new Problem(error.code, error.message, error.retryAfterSeconds);
}

/** The sentence for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  console.error(error);
  return texts.problems.unexpected;
}
