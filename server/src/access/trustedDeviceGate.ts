import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Database } from '../database/database.ts';
import { deviceRulesOf, trustedRootsOf } from '../workspaces/index.ts';
import type { DeviceProof, Visit } from './model/client.ts';
import { checkDevice } from './model/deviceCertificates.ts';
import { refuse } from './refusal.ts';

/**
 * The third gate: where the directory lets only trusted devices of a type in, the client's certificate must chain up to
 * one of its roots (the administration guide's "Restrict WorkSpaces Access to Trusted Devices").
 * @returns who vouches for the device; undefined where nobody has to
 * @throws AccessProblem DeviceNotTrusted
 */
export async function trustedDeviceGate(
  deps: { database: Database; clock: Clock; log: Logger },
  visit: Visit,
): Promise<DeviceProof | undefined> {
  const { trustedTypes } = await deviceRulesOf(deps.database, visit.directoryId);
  if (!trustedTypes.includes(visit.deviceType)) return undefined;
  const roots = await trustedRootsOf(deps.database, visit.directoryId);
  const check = checkDevice(
    visit.client.certificates ?? [],
    roots.map((root) => root.certificate_pem),
    deps.clock.now(),
  );
  if ('proof' in check) return check.proof;
  throw refuse(deps.log, visit, { gate: 'trustedDevice', code: 'DeviceNotTrusted', reason: check.reason });
}
