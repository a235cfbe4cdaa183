import type { Sealer } from '../../base/seal.ts';
import type { MachineAccount } from '../../directories/index.ts';
import { registrationOf } from '../store/registrations.ts';
import { updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { workspaceRow } from './row.ts';

/** Makes the desktop a member of the domain, in the organizational unit that its directory says, and keeps the keys of its account sealed. Repeatable. */
export async function ensureMachineAccount(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  const registration = await registrationOf(deps.database, row.directory_id);
  const account = await deps.directories.ensureMachineAccount(
    row.directory_id,
    row.computer_name,
    registration?.default_organizational_unit ?? undefined,
  );
  const sealed = deps.sealer.seal(JSON.stringify(account), contextOf(workspaceId));
  await updateWorkspace(deps.database, workspaceId, { machine_account: sealed });
}

export function openMachineAccount(sealer: Sealer, row: WorkspaceRow): MachineAccount {
  if (!row.machine_account) throw new Error(`The WorkSpace ${row.workspace_id} has no machine account.`);
  return JSON.parse(sealer.open(row.machine_account, contextOf(row.workspace_id))) as MachineAccount;
}

/** None there counts as done. */
export async function deleteMachineAccount(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  await deps.directories.deleteMachineAccount(row.directory_id, row.computer_name);
  await updateWorkspace(deps.database, workspaceId, { machine_account: null });
}

const contextOf = (workspaceId: string) => `workspace/${workspaceId}/machine-account`;
