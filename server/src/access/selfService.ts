import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import {
  requestSelfService,
  type SelfServiceDeps,
  type SelfServiceRefusal,
  type SelfServiceRequest,
  viewSelfService,
} from '../workspaces/index.ts';
import { deviceGates } from './gates.ts';
import type { Client } from './model/client.ts';
import { AccessProblem, type ProblemCode } from './model/problems.ts';
import type { SelfServiceAnswer } from './model/selfServiceApi.ts';
import { usableSession } from './sessionLife.ts';
import type { SessionRow } from './store/sessions.ts';

interface Deps extends SelfServiceDeps {
  clock: Clock;
  log: Logger;
}

/** What a user is told. The rule's own sentence speaks to administrators and goes to the log. */
const refusals: Readonly<Record<SelfServiceRefusal['reason'], ProblemCode>> = {
  notPermitted: 'SelfServiceNotPermitted',
  tooSoon: 'ChangeTooSoon',
  busy: 'WorkspaceBusy',
  impossible: 'ChangeNotPossible',
  missing: 'NoWorkspace',
};

/** What signed-in users see and change of their own WorkSpace. The session says which one that is. */
export class SelfService {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async show(sessionToken: string, client: Client): Promise<SelfServiceAnswer> {
    return this.#view(await this.#session(sessionToken, client));
  }

  /** Does what is asked for, or begins it; @returns how things stand then */
  async request(
    sessionToken: string,
    request: SelfServiceRequest,
    client: Client,
  ): Promise<SelfServiceAnswer> {
    const { clock, log } = this.#deps;
    const session = await this.#session(sessionToken, client);
    const { workspace_id: workspaceId, user_name: userName, session_id: sessionId } = session;
    const refusal = await requestSelfService(this.#deps, workspaceId, request, clock.now());
    const asked = { workspaceId, userName, sessionId, clientAddress: client.address, request };
    if (refusal) {
      log.info({ ...asked, refusal }, 'self-service was refused');
      throw new AccessProblem(refusals[refusal.reason], refusal.retryAfterSeconds);
    }
    log.info(asked, 'self-service by the user');
    return this.#view(session);
  }

  async #view({ workspace_id: workspaceId }: SessionRow): Promise<SelfServiceAnswer> {
    const view = await viewSelfService(this.#deps, workspaceId, this.#deps.clock.now());
    if (!view) throw new AccessProblem('NoWorkspace');
    return view;
  }

  /** The session, from a place and a device that would be let in now. */
  async #session(sessionToken: string, client: Client): Promise<SessionRow> {
    const session = await usableSession(this.#deps, sessionToken);
    const visit = {
      directoryId: session.directory_id,
      client,
      deviceType: session.device_type,
      userName: session.user_name,
    };
    await deviceGates(this.#deps, visit);
    return session;
  }
}
