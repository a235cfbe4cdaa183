/** The door of the access room: signing in, and what the streaming room needs of it. */

import type { Sealer } from '../base/seal.ts';
import type { Database } from '../database/database.ts';
import { checkPassword, RadiusSecondFactor, type SecondFactor } from '../directories/index.ts';
import type { HostSize } from '../workspaces/index.ts';
import { type AccessDeps, AccessService } from './accessService.ts';
import type { PasswordChecker } from './passwordGate.ts';
import { SelfService } from './selfService.ts';
import { Tickets } from './tickets.ts';

export { streamEndIn } from './availability.ts';
export { keepHouse, REPORT_INTERVAL_MS } from './housekeeping.ts';
export { type Api, createApi, sendProblem } from './http/api.ts';
export { createClientReader, isOwnOrigin } from './http/client.ts';
export { devicePortTls } from './http/devicePort.ts';
export { securityHeaders } from './http/headers.ts';
export type { Client } from './model/client.ts';
export type { CloseReason } from './model/endReasons.ts';
export { AccessProblem } from './model/problems.ts';
export { refusedConnections } from './store/admission.ts';
export {
  CONNECTIONS_TOPIC,
  endConnection,
  endedConnections,
  markConnected,
  type OpenConnection,
  openConnection,
  type Traffic,
  touchConnections,
} from './store/connections.ts';
export { Tickets, type VerifiedTicket } from './tickets.ts';
export type { AccessDeps, AccessService, PasswordChecker, SecondFactor };

/** Signing in, with the tickets that it gives out, and what users who have done so do themselves. */
export function createAccess(deps: AccessDeps & { host: HostSize }): {
  access: AccessService;
  tickets: Tickets;
  selfService: SelfService;
} {
  const tickets = new Tickets(deps);
  return { access: new AccessService(deps, tickets), tickets, selfService: new SelfService(deps) };
}

/** A directory that takes longer does not answer. */
const PASSWORD_TIMEOUT_MS = 5000;

/**
 * Has passwords checked by the directories themselves.
 * @param caCertificatePem who signed the controllers' certificates
 */
export function directoryPasswords(database: Database, caCertificatePem: string): PasswordChecker {
  const options = { timeoutMs: PASSWORD_TIMEOUT_MS, caCertificatePem };
  return (directoryId, userName, password) =>
    checkPassword(database, directoryId, userName, password, options);
}

/** Has the codes of the directories that ask for them checked by their RADIUS servers. */
export function radiusSecondFactor(database: Database, sealer: Sealer): SecondFactor {
  return new RadiusSecondFactor(database, sealer);
}
