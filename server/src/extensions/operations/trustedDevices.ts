import { ApiError } from '../../wire/operation.ts';
import { isProblem, type Problem, type TrustedDevices } from '../../workspaces/index.ts';
import type { TrustedDevicesResult } from '../sdk/index.ts';

/**
 * The answer that all operations on a directory's trusted devices give.
 * @throws ApiError for what stood in the way
 */
export function trustedDevicesResult(found: TrustedDevices | Problem): TrustedDevicesResult {
  if (isProblem(found)) throw new ApiError(found.code, found.message);
  return {
    DirectoryId: found.directoryId,
    DeviceTypes: [...found.deviceTypes],
    RootCertificates: found.roots.map((root) => ({
      Fingerprint: root.fingerprint,
      CommonName: root.common_name,
      NotAfter: root.not_after.toISOString(),
      ImportedAt: root.imported_at.toISOString(),
    })),
  };
}
