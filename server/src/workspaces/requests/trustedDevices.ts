import type { DeviceType } from '../../base/deviceTypes.ts';
import { type Database, inTransaction } from '../../database/database.ts';
import { ofPlace, type Place } from '../model/place.ts';
import type { Problem } from '../model/problem.ts';
import { readTrustedRoot, TRUSTED_ROOTS_MAX } from '../model/trustedRoots.ts';
import { deviceRulesOf, setTrustedTypes } from '../store/deviceAccess.ts';
import { lockRegistration, registrationOf } from '../store/registrations.ts';
import {
  deleteTrustedRoot,
  insertTrustedRoot,
  type TrustedRootRow,
  trustedRootsOf,
} from '../store/trustedRoots.ts';

/** Which devices a directory trusts. */
export interface TrustedDevices {
  directoryId: string;
  /** Of these types, only trusted devices are let in. */
  deviceTypes: readonly DeviceType[];
  roots: readonly TrustedRootRow[];
}

/** @returns a problem where the account has no such directory */
export async function trustedDevices(
  database: Database,
  place: Place,
  directoryId: string,
): Promise<TrustedDevices | Problem> {
  const registration = await registrationOf(database, directoryId);
  return ofPlace(registration, place) ? await stateOf(database, directoryId) : unknown(directoryId);
}

/**
 * Lets a root certificate vouch for a directory's devices; one that does already stays.
 * @param certificate PEM
 */
export function importTrustedRoot(
  database: Database,
  place: Place,
  directoryId: string,
  { certificate, at }: { certificate: string; at: Date },
): Promise<TrustedDevices | Problem> {
  return changing(database, place, directoryId, async (transaction, { roots }) => {
    const root = readTrustedRoot(certificate, at);
    if ('problem' in root) return { code: 'InvalidParameterValuesException', message: root.problem };
    if (roots.some(({ fingerprint }) => fingerprint === root.fingerprint)) return undefined;
    if (roots.length >= TRUSTED_ROOTS_MAX) {
      const message = `A directory may have ${TRUSTED_ROOTS_MAX} root certificates at most.`;
      return { code: 'ResourceLimitExceededException', message };
    }
    await insertTrustedRoot(transaction, {
      directory_id: directoryId,
      fingerprint: root.fingerprint,
      common_name: root.commonName,
      certificate_pem: root.certificatePem,
      not_after: root.notAfter,
      imported_at: at,
    });
    return undefined;
  });
}

/** Takes a root certificate away; whoever is connected with a device for which it vouches is disconnected. */
export function removeTrustedRoot(
  database: Database,
  place: Place,
  directoryId: string,
  fingerprint: string,
): Promise<TrustedDevices | Problem> {
  return changing(database, place, directoryId, async (transaction, { roots, deviceTypes }) => {
    if (!roots.some((root) => root.fingerprint === fingerprint)) {
      const message = `The directory ${directoryId} has no root certificate ${fingerprint}.`;
      return { code: 'ResourceNotFoundException', message };
    }
    if (roots.length === 1 && deviceTypes.length > 0) return nobodyWouldGetIn;
    await deleteTrustedRoot(transaction, directoryId, fingerprint);
    return undefined;
  });
}

/** Says of which device types only trusted devices are let in; of the others all are. */
export function requireTrustedDevices(
  database: Database,
  place: Place,
  directoryId: string,
  deviceTypes: readonly DeviceType[],
): Promise<TrustedDevices | Problem> {
  return changing(database, place, directoryId, async (transaction, { roots }) => {
    if (roots.length === 0 && deviceTypes.length > 0) return nobodyWouldGetIn;
    await setTrustedTypes(transaction, directoryId, [...new Set(deviceTypes)]);
    return undefined;
  });
}

const nobodyWouldGetIn: Problem = {
  code: 'InvalidResourceStateException',
  message: 'Only trusted devices would be let in, and no root certificate would vouch for any.',
};

/** One change after another, and what is so after it. */
function changing(
  database: Database,
  place: Place,
  directoryId: string,
  change: (transaction: Database, before: TrustedDevices) => Promise<Problem | undefined>,
): Promise<TrustedDevices | Problem> {
  return inTransaction(database, async (transaction) => {
    const registration = await lockRegistration(transaction, directoryId);
    if (!ofPlace(registration, place)) return unknown(directoryId);
    const problem = await change(transaction, await stateOf(transaction, directoryId));
    return problem ?? (await stateOf(transaction, directoryId));
  });
}

async function stateOf(database: Database, directoryId: string): Promise<TrustedDevices> {
  const { trustedTypes } = await deviceRulesOf(database, directoryId);
  return { directoryId, deviceTypes: trustedTypes, roots: await trustedRootsOf(database, directoryId) };
}

const unknown = (directoryId: string): Problem => ({
  code: 'ResourceNotFoundException',
  message: `The directory ${directoryId} is not registered with WorkSpaces.`,
});
