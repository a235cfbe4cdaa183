import { trustedDevices } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { trustedDevicesResult } from './trustedDevices.ts';

/** Of which device types a directory lets only trusted devices in, and which root certificates vouch for them. */
export const DescribeTrustedDevices: AlcoveOperation<'DescribeTrustedDevices'> = async (
  context,
  { DirectoryId: directoryId = '' },
  { database },
) => trustedDevicesResult(await trustedDevices(database, context, directoryId));
