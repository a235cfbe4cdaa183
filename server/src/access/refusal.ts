import type { Logger } from '../base/log.ts';
import type { Arrival, Visit } from './model/client.ts';
import { AccessProblem, type ProblemCode } from './model/problems.ts';

/** The gates by the names that the log calls them. */
export type GateName = 'ip' | 'deviceType' | 'trustedDevice' | 'password' | 'mfa' | 'workspace';

export interface Refusal {
  gate: GateName;
  /** What the user is told. */
  code: ProblemCode;
  /** What the log is told besides: it may say more than the user may know. */
  reason: string;
}

/** Writes down which gate refused whom, and why; the error is for the caller to throw. */
export function refuse(
  log: Logger,
  visit: Arrival & Partial<Visit>,
  { gate, code, reason }: Refusal,
): AccessProblem {
  const { directoryId, userName, deviceType, client } = visit;
  log.info({ gate, directoryId, userName, deviceType, clientAddress: client.address, reason }, 'refused');
  return new AccessProblem(code);
}
