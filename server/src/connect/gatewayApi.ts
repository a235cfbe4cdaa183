import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { rootCertificates } from 'node:tls';
import type {
  DesktopAnswer,
  ProblemAnswer,
  RegistrationAnswer,
  SignInAnswer,
  SignInChallenge,
} from '../access/model/api.ts';
import type { DeviceType } from '../base/deviceTypes.ts';
import { ConnectFailure } from './failure.ts';

/** Where the gateway is, and how both sides prove who they are. */
export interface GatewayAddress {
  /** `https://host:port`, without a path. */
  url: string;
  /** Authorities that are believed besides the system's, in PEM. */
  caPem?: string | undefined;
  /** The device's certificate with those between it and the root, and its key, in PEM. */
  certificatePem?: string | undefined;
  keyPem?: string | undefined;
}

/** Options of every connection to the gateway, also of the stream: a ticket is bound to the certificate. */
export function tlsOptions({ caPem, certificatePem, keyPem }: GatewayAddress) {
  return {
    ...(caPem !== undefined && { ca: [...rootCertificates, caPem] }),
    ...(certificatePem !== undefined && { cert: certificatePem, key: keyPem }),
  };
}

export interface Credentials {
  registrationCode: string;
  userName: string;
  password: string;
  mfaCode?: string | undefined;
  deviceType: DeviceType;
}

export interface ChallengeAnswer {
  registrationCode: string;
  challengeToken: string;
  mfaCode: string;
  deviceType: DeviceType;
}

/** The gateway's API. Every refusal, and a network that is down, is a {@link ConnectFailure}. */
export interface GatewayApi {
  register(registrationCode: string): Promise<RegistrationAnswer>;
  signIn(request: Credentials | ChallengeAnswer): Promise<SignInAnswer | SignInChallenge>;
  ticket(sessionToken: string): Promise<DesktopAnswer>;
  signOut(sessionToken: string): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 20_000;
/** A second factor may be a telephone that has to be found first. */
const SIGN_IN_TIMEOUT_MS = 300_000;
const SIGN_OUT_TIMEOUT_MS = 3000;
const USER_AGENT = 'alcove-connect';

/** Why a certificate was not believed, by Node's names. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME/;

export function createGatewayApi(gateway: GatewayAddress): GatewayApi {
  const agent = new Agent({ keepAlive: true, ...tlsOptions(gateway) });

  async function post<Answer>(path: string, body: object, timeoutMs = TIMEOUT_MS): Promise<Answer> {
    const { status, content } = await send(agent, new URL(path, gateway.url), body, timeoutMs);
    const answer = parse(content, gateway.url);
    if (status === 200) return answer as Answer;
    throw refusal(answer, gateway.url);
  }

  return {
    register: (registrationCode) => post('/api/registrations', { registrationCode }),
    signIn: (credentials) => post('/api/sign-in', credentials, SIGN_IN_TIMEOUT_MS),
    ticket: (sessionToken) => post('/api/tickets', { sessionToken }),
    signOut: async (sessionToken) => {
      await post('/api/sign-out', { sessionToken }, SIGN_OUT_TIMEOUT_MS);
    },
    close: () => agent.destroy(),
  };
}

async function send(
  agent: Agent,
  url: URL,
  body: object,
  timeoutMs: number,
): Promise<{ status: number; content: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; content: string }>();
  const headers = { 'content-type': 'application/json', 'user-agent': USER_AGENT };
  const signal = AbortSignal.timeout(timeoutMs);
  const sent = request(url, { method: 'POST', agent, headers, signal }, (response) => {
    text(response).then((content) => resolve({ status: response.statusCode ?? 0, content }), reject);
  });
  sent.once('error', reject);
  sent.end(JSON.stringify(body));
  try {
    return await promise;
  } catch (error) {
    throw unreachable(url.origin, error);
  }
}

/** What to do about a connection that does not come about. */
export function unreachable(url: string, error: unknown): ConnectFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (UNTRUSTED.test(code)) {
    return new ConnectFailure(
      'unreachable',
      'UntrustedGateway',
      `The certificate of ${url} is not trusted (${code}). Get the certificate of its authority from your administrator and name it with --ca.`,
    );
  }
  return new ConnectFailure(
    'unreachable',
    'Offline',
    `The gateway ${url} cannot be reached${code && ` (${code})`}. Check your network and the address.`,
  );
}

/** Something in between, such as a proxy, answers with a page of its own. */
function parse(content: string, url: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new ConnectFailure('unreachable', 'Unreadable', `What answers at ${url} is no gateway of Alcove.`);
  }
}

function refusal(answer: unknown, url: string): ConnectFailure {
  const { error } = (answer ?? {}) as Partial<ProblemAnswer>;
  if (!error?.message) {
    return new ConnectFailure('unreachable', 'Unreadable', `What answers at ${url} is no gateway of Alcove.`);
  }
  const wait = error.retryAfterSeconds === undefined ? '' : ` (${error.retryAfterSeconds} s)`;
  return new ConnectFailure('refused', error.code, `${error.message}${wait}`);
}
