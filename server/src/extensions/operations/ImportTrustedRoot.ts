import { importTrustedRoot } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { trustedDevicesResult } from './trustedDevices.ts';

/** Lets a root certificate vouch for a directory's devices: two at most. One that does already stays. */
export const ImportTrustedRoot: AlcoveOperation<'ImportTrustedRoot'> = async (
  context,
  { DirectoryId: directoryId = '', Certificate: certificate = '' },
  { database },
) => {
  const root = { certificate, at: context.clock.now() };
  return trustedDevicesResult(await importTrustedRoot(database, context, directoryId, root));
};
