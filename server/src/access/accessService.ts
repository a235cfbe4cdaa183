import type { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Sealer } from '../base/seal.ts';
import type { Database } from '../database/database.ts';
import type { PasswordCheck } from '../directories/index.ts';
import type { WorkflowQueue } from '../workflows/workflow.ts';
import {
  addressAllowed,
  findRegistration,
  findWorkspaceOfUser,
  ipRulesOf,
  type Registration,
  startForUser,
  type UserWorkspace,
} from '../workspaces/index.ts';
import { availabilityIn } from './availability.ts';
import type { DesktopAnswer, RegistrationAnswer, SignInAnswer, signInRequest } from './model/api.ts';
import { AccessProblem } from './model/problems.ts';
import type { PasswordGate } from './passwordGate.ts';
import { signOut } from './store/connections.ts';
import { findSession, insertSession, mayConnect, type SessionRow, touchSession } from './store/sessions.ts';
import { TICKET_LIFETIME_SECONDS, type Tickets } from './tickets.ts';

/** Who asks. */
export interface Client {
  /** Its IP address. */
  address: string;
  /** The program, as it calls itself. */
  agent: string;
}

/** Checks a user's password against the directory. */
export type PasswordChecker = (
  directoryId: string,
  userName: string,
  password: string,
) => Promise<PasswordCheck>;

export interface AccessDeps {
  database: Database;
  /** Where signing in asks for a stopped desktop to be started. */
  queue: WorkflowQueue;
  sealer: Sealer;
  clock: Clock;
  log: Logger;
  checkPassword: PasswordChecker;
}

/** How often a client asks again while its desktop is on its way. */
const WAITING_RETRY_SECONDS = 2;
/** One that was stopped is there within a second. */
const STARTING_RETRY_SECONDS = 0.5;

/** Signing in and out, and the gates in between. Every refusal is an {@link AccessProblem}. */
export class AccessService {
  readonly #deps: AccessDeps;
  readonly #passwords: PasswordGate;
  readonly #tickets: Tickets;

  constructor(deps: AccessDeps, passwords: PasswordGate, tickets: Tickets) {
    this.#deps = deps;
    this.#passwords = passwords;
    this.#tickets = tickets;
  }

  /** Which directory a registration code stands for. */
  async register(registrationCode: string, client: Client): Promise<RegistrationAnswer> {
    const registration = await this.#registration(registrationCode, client);
    return {
      registrationCode: registration.registrationCode,
      directoryName: registration.directoryName,
    };
  }

  /** Begins a session; its desktop may still be on its way. */
  async signIn(request: z.infer<typeof signInRequest>, client: Client): Promise<SignInAnswer> {
    const registration = await this.#registration(request.registrationCode, client);
    const { directoryId } = registration;
    const userName = await this.#passwords.check(directoryId, request.userName, request.password, client);
    const workspace = await findWorkspaceOfUser(this.#deps.database, directoryId, userName);
    const available = requireAvailable(workspace);
    const session = {
      workspaceId: available.workspaceId,
      directoryId,
      userName,
      clientAddress: client.address,
      clientAgent: client.agent,
    };
    const { database, clock, log } = this.#deps;
    const { sessionId, token } = await insertSession(database, session, clock.now());
    log.info({ sessionId, ...session }, 'signed in');
    const desktop = await this.#desktop(available, sessionId, userName, client);
    return { sessionToken: token, userName, desktop };
  }

  /** A fresh ticket for a session, after a cut or while the desktop is on its way. */
  async ticket(sessionToken: string, client: Client): Promise<DesktopAnswer> {
    const { database, clock } = this.#deps;
    const session = await this.#session(sessionToken);
    if (!(await mayConnect(database, session))) throw new AccessProblem('ReconnectDisabled');
    await this.#requireAddress(session.directory_id, client);
    const workspace = await findWorkspaceOfUser(database, session.directory_id, session.user_name);
    const available = requireAvailable(workspace);
    // Terminated and made anew: what was granted was the other one.
    if (available.workspaceId !== session.workspace_id) throw new AccessProblem('SessionEnded');
    await touchSession(database, session.session_id, clock.now());
    return await this.#desktop(available, session.session_id, session.user_name, client);
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

  async #registration(registrationCode: string, client: Client): Promise<Registration> {
    const attempt = this.#passwords.admit(client);
    const registration = await findRegistration(this.#deps.database, registrationCode);
    if (!registration) throw new AccessProblem('UnknownRegistrationCode');
    attempt.succeeded();
    await this.#requireAddress(registration.directoryId, client);
    return registration;
  }

  async #requireAddress(directoryId: string, client: Client): Promise<void> {
    const rules = await ipRulesOf(this.#deps.database, directoryId);
    if (addressAllowed(rules, client.address)) return;
    this.#deps.log.info({ directoryId, clientAddress: client.address }, 'refused by IP access control');
    throw new AccessProblem('DeviceNotAuthorized');
  }

  async #session(sessionToken: string): Promise<SessionRow> {
    const session = await findSession(this.#deps.database, sessionToken);
    if (session?.end_reason === 'TAKEN_OVER') throw new AccessProblem('TakenOver');
    if (!session || session.ended_at) throw new AccessProblem('SessionEnded');
    return session;
  }

  async #desktop(
    workspace: UserWorkspace,
    sessionId: string,
    userName: string,
    client: Client,
  ): Promise<DesktopAnswer> {
    const { workspaceId, state } = await this.#started(workspace);
    if (availabilityIn(state) === 'waiting') {
      const retryAfterSeconds = state === 'STARTING' ? STARTING_RETRY_SECONDS : WAITING_RETRY_SECONDS;
      return { status: 'waiting', workspaceId, state, retryAfterSeconds };
    }
    const ticket = await this.#tickets.issue({
      sessionId,
      workspaceId,
      userName,
      clientAddress: client.address,
    });
    return { status: 'ready', workspaceId, ticket, expiresInSeconds: TICKET_LIFETIME_SECONDS };
  }

  /** The WorkSpace, on its way if it was stopped. */
  async #started(workspace: UserWorkspace): Promise<UserWorkspace> {
    if (availabilityIn(workspace.state) !== 'startable') return workspace;
    const { database, queue, clock, log } = this.#deps;
    const { workspaceId } = workspace;
    const state = await startForUser(database, queue, workspaceId, clock.now());
    log.info({ workspaceId, state }, 'a stopped WorkSpace is started for its user');
    return requireAvailable(state && { ...workspace, state });
  }
}

/** @throws AccessProblem unless the WorkSpace is there, or can be in a moment */
function requireAvailable(workspace: UserWorkspace | undefined): UserWorkspace {
  if (!workspace) throw new AccessProblem('NoWorkspace');
  const availability = availabilityIn(workspace.state);
  if (availability === 'ready' || availability === 'waiting' || availability === 'startable') {
    return workspace;
  }
  throw new AccessProblem(availability);
}
