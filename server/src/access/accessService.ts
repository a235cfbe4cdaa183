import type { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Sealer } from '../base/seal.ts';
import { type Database, inTransaction } from '../database/database.ts';
import type { SecondFactor } from '../directories/index.ts';
import { putEvent, type ServiceEvent } from '../monitoring/index.ts';
import type { WorkflowQueue } from '../workflows/workflow.ts';
import {
  findRegistration,
  type Registration,
  reconnectEnabled,
  type UserWorkspace,
} from '../workspaces/index.ts';
import { availabilityIn } from './availability.ts';
import { type Admitted, Gates } from './gates.ts';
import { accessEventDetail, type SignedIn } from './model/accessEvent.ts';
import type {
  challengeRequest,
  DesktopAnswer,
  RegistrationAnswer,
  registrationRequest,
  SignInAnswer,
  SignInChallenge,
  signInRequest,
} from './model/api.ts';
import type { Client, Visit } from './model/client.ts';
import { AccessProblem } from './model/problems.ts';
import type { PasswordChecker } from './passwordGate.ts';
import { usableSession } from './sessionLife.ts';
import { signOut } from './store/connections.ts';
import { findSession, insertSession, mayConnect, touchSession } from './store/sessions.ts';
import { TICKET_LIFETIME_SECONDS, type Tickets } from './tickets.ts';
import { startIfStopped } from './workspaceGate.ts';

export interface AccessDeps {
  database: Database;
  /** Where signing in asks for a stopped desktop to be started. */
  queue: WorkflowQueue;
  sealer: Sealer;
  clock: Clock;
  log: Logger;
  checkPassword: PasswordChecker;
  secondFactor: SecondFactor;
  /** Where native clients show their certificates; none: nowhere. */
  devicePort?: number | undefined;
}

/** How often a client asks again while its desktop is on its way. */
const WAITING_RETRY_SECONDS = 2;
/** One that was stopped is there within a second. */
const STARTING_RETRY_SECONDS = 0.5;

/** Signing in and out, through the {@link Gates}. Every refusal is an {@link AccessProblem}. */
export class AccessService {
  readonly #deps: AccessDeps;
  readonly #gates: Gates;
  readonly #tickets: Tickets;

  constructor(deps: AccessDeps, tickets: Tickets) {
    this.#deps = deps;
    this.#gates = new Gates(deps);
    this.#tickets = tickets;
  }

  /** Which directory a registration code stands for. */
  async register(request: z.infer<typeof registrationRequest>, client: Client): Promise<RegistrationAnswer> {
    const { directoryId, registrationCode, directoryName } = await this.#registration(request, client);
    await this.#gates.register({ directoryId, client });
    const mfaRequired = await this.#gates.asksForCode(directoryId);
    const rememberMe = await reconnectEnabled(this.#deps.database, directoryId);
    const { devicePort } = this.#deps;
    return {
      ...{ registrationCode, directoryName, mfaRequired, rememberMe },
      ...(devicePort !== undefined && { devicePort }),
    };
  }

  /** Begins a session, unless a further code is wanted; its desktop may still be on its way. */
  async signIn(
    request: z.infer<typeof signInRequest | typeof challengeRequest>,
    client: Client,
  ): Promise<SignInAnswer | SignInChallenge> {
    const { directoryId } = await this.#registration(request, client);
    const { deviceType } = request;
    const visit = { directoryId, client, deviceType };
    const admitted =
      'challengeToken' in request
        ? await this.#gates.answer(visit, request)
        : await this.#gates.signIn({ ...visit, userName: request.userName }, request);
    return 'status' in admitted ? admitted : await this.#begin(admitted, visit, request.rememberMe ?? false);
  }

  async #begin(
    { userName, workspace, device }: Admitted,
    visit: Visit,
    rememberMe: boolean,
  ): Promise<SignInAnswer> {
    const { directoryId, client, deviceType } = visit;
    const { database, clock, log } = this.#deps;
    const session = {
      workspaceId: workspace.workspaceId,
      directoryId,
      userName,
      deviceType,
      trustedRoot: device?.root,
      clientAddress: client.address,
      clientAgent: client.agent,
      remembered: rememberMe && (await reconnectEnabled(database, directoryId)),
    };
    const at = clock.now();
    const { sessionId, token } = await inTransaction(database, async (transaction) => {
      await putEvent(transaction, accessEvent(workspace, { ...session, at }), at);
      return insertSession(transaction, session, at);
    });
    log.info({ sessionId, ...session }, 'signed in');
    const desktop = await this.#desktop({ workspace, device, userName }, sessionId, visit);
    return { sessionToken: token, userName, desktop };
  }

  /** A fresh ticket for a session, after a cut or while the desktop is on its way. */
  async ticket(sessionToken: string, client: Client): Promise<DesktopAnswer> {
    const { database, clock } = this.#deps;
    const session = await usableSession(this.#deps, sessionToken);
    if (!(await mayConnect(database, session))) throw new AccessProblem('ReconnectDisabled');
    const visit = {
      directoryId: session.directory_id,
      client,
      deviceType: session.device_type,
      userName: session.user_name,
    };
    const admitted = await this.#gates.comeBack(visit);
    // Terminated and made anew: what was granted was the other one.
    if (admitted.workspace.workspaceId !== session.workspace_id) throw new AccessProblem('SessionEnded');
    await touchSession(database, session.session_id, admitted.device?.root, clock.now());
    return await this.#desktop(admitted, session.session_id, visit);
  }

  /** Ends the session. The desktop's programs go on. */
  async signOut(sessionToken: string): Promise<void> {
    const { database, clock, log } = this.#deps;
    const session = await findSession(database, sessionToken);
    if (!session) return;
    const { session_id: sessionId, workspace_id: workspaceId } = session;
    await signOut(database, { sessionId, workspaceId }, clock.now());
    log.info({ sessionId, workspaceId }, 'signed out');
  }

  /** @throws AccessProblem for a code that no registered directory has, the more slowly the more were tried */
  async #registration(
    { registrationCode }: { registrationCode: string },
    client: Client,
  ): Promise<Registration> {
    const attempt = this.#gates.admit(client);
    const registration = await findRegistration(this.#deps.database, registrationCode);
    if (!registration) {
      this.#deps.log.info({ clientAddress: client.address }, 'unknown registration code');
      throw new AccessProblem('UnknownRegistrationCode');
    }
    attempt.succeeded();
    return registration;
  }

  async #desktop(
    { workspace, device, userName }: Admitted,
    sessionId: string,
    visit: Visit,
  ): Promise<DesktopAnswer> {
    const { workspaceId, state, protocol } = await startIfStopped(this.#deps, visit, workspace);
    if (availabilityIn(state) === 'waiting') {
      const retryAfterSeconds = state === 'STARTING' ? STARTING_RETRY_SECONDS : WAITING_RETRY_SECONDS;
      return { status: 'waiting', workspaceId, state, retryAfterSeconds };
    }
    const ticket = await this.#tickets.issue({
      sessionId,
      workspaceId,
      userName,
      clientAddress: visit.client.address,
      deviceType: visit.deviceType,
      deviceCertificate: device?.certificate,
      protocol,
    });
    return { status: 'ready', workspaceId, protocol, ticket, expiresInSeconds: TICKET_LIFETIME_SECONDS };
  }
}

/** Tells the account whose WorkSpace it is of a successful sign-in. */
function accessEvent({ accountId, region }: UserWorkspace, signedIn: SignedIn): ServiceEvent {
  const detail = accessEventDetail(signedIn);
  return {
    source: 'aws.workspaces',
    detailType: 'WorkSpaces Access',
    accountId,
    region,
    resources: [],
    detail,
  };
}
