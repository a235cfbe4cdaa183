import type { Database } from '../../database/database.ts';
import { allPermissions, type SelfServicePermissions } from '../model/selfService.ts';
import { type RegistrationRow, registrationOf } from './registrations.ts';

/** What users of a registered directory may do: what was set, or what it was registered with. */
export function selfServiceOf(row: RegistrationRow): SelfServicePermissions {
  return { ...allPermissions(row.self_service), ...row.self_service_permissions };
}

/** {@link selfServiceOf} of a directory; nothing at all where it is not registered. */
export async function selfServicePermissions(
  database: Database,
  directoryId: string,
): Promise<SelfServicePermissions> {
  const row = await registrationOf(database, directoryId);
  return row ? selfServiceOf(row) : allPermissions(false);
}
