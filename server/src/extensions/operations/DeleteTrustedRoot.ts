import { removeTrustedRoot } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { trustedDevicesResult } from './trustedDevices.ts';

/**
 * Takes a root certificate away, but not the last one while only trusted devices are let in. Whoever is connected with
 * a device for which it vouches is disconnected.
 */
export const DeleteTrustedRoot: AlcoveOperation<'DeleteTrustedRoot'> = async (
  context,
  { DirectoryId: directoryId = '', Fingerprint: fingerprint = '' },
  { database },
) => trustedDevicesResult(await removeTrustedRoot(database, context, directoryId, fingerprint.toLowerCase()));
