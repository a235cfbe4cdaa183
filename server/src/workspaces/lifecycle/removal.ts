import { inTransaction } from '../../database/database.ts';
import { findInterface } from '../../networks/index.ts';
import { releaseAddresses } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { userVolumeName } from './labels.ts';

/** Removes the instance, running or not, and what the fabric knows of it. */
export async function removeInstance(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  await deps.engine.deleteInstance(workspaceId);
  const vpc = await findInterface(deps.database, workspaceId);
  if (vpc) await deps.fabric.detach(vpc);
}

export async function removeUserVolume(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  await deps.engine.deleteVolume(userVolumeName(workspaceId));
}

export function removeAddresses(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  return inTransaction(deps.database, (transaction) => releaseAddresses(transaction, workspaceId));
}
