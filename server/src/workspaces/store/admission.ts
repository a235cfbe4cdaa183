import type { Database } from '../../database/database.ts';
import { notify } from '../../database/notifications.ts';

/** Wakes gateways when it has changed from where, or with what, a directory's WorkSpaces may be reached. */
export const ADMISSION_TOPIC = 'workspaces.admission';

export function notifyAdmission(transaction: Database): Promise<void> {
  return notify(transaction, ADMISSION_TOPIC);
}
