import type { Logger } from '../base/log.ts';
import type { Database } from '../database/database.ts';
import { deviceRulesOf } from '../workspaces/index.ts';
import type { Visit } from './model/client.ts';
import { refuse } from './refusal.ts';

/**
 * The second gate: the device types that the directory lets in (ModifyWorkspaceAccessProperties). A client says itself
 * what it is; whoever needs proof asks for trusted devices.
 * @throws AccessProblem DeviceTypeNotAllowed
 */
export async function deviceTypeGate(deps: { database: Database; log: Logger }, visit: Visit): Promise<void> {
  const { access } = await deviceRulesOf(deps.database, visit.directoryId);
  if (access[visit.deviceType] === 'ALLOW') return;
  throw refuse(deps.log, visit, {
    gate: 'deviceType',
    code: 'DeviceTypeNotAllowed',
    reason: `the directory does not let ${visit.deviceType} in`,
  });
}
