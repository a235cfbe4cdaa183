import { inTransaction } from '../../database/database.ts';
import { findInterface } from '../../networks/index.ts';
import { releaseAddresses } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { unmountVolumes } from './desktopVolumes.ts';

/** Removes the instance, running or not, and what the fabric knows of it; its volumes stay. */
export async function removeInstance(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  if (await deps.engine.instance(workspaceId)) await deps.engine.stop(workspaceId, { timeoutSeconds: 0 });
  // The engine clears the instance's directory away, which must not be the desktop's root by then.
  await unmountVolumes(deps, workspaceId);
  await deps.engine.deleteInstance(workspaceId);
  const vpc = await findInterface(deps.database, workspaceId);
  if (vpc) await deps.fabric.detach(vpc);
}

export function removeAddresses(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  return inTransaction(deps.database, (transaction) => releaseAddresses(transaction, workspaceId));
}
