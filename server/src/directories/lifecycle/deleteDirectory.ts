import type { Database } from '../../database/database.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Fabric } from '../../fabric/fabric.ts';
import { findInterface } from '../../networks/index.ts';
import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { deleteDirectory } from '../model/workflows.ts';
import { changeStage, deleteDirectoryRow, findDirectoryById, lockDirectory } from '../store/directories.ts';
import { holdsOf } from '../store/holds.ts';
import { releaseAddresses } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';

type Input = { readonly directoryId: string };

export interface DeletionDeps extends Pick<LifecycleDeps, 'database' | 'clock'> {
  engine: Pick<Engine, 'deleteInstance'>;
  fabric: Pick<Fabric, 'detach'>;
}

/**
 * Removes a directory with all that it has. By the time that its turn comes every application must have released
 * it; else the deletion is given up, and the directory is what it was.
 */
export function deleteDirectoryWorkflow(deps: DeletionDeps): Workflow<Input> {
  const { clock } = deps;
  return defineWorkflow(
    deleteDirectory,
    async (run) => {
      const { directoryId } = run.input;
      const isUnused = await run.transaction('holds', (tx) => checkHolds(tx, directoryId, clock.now()));
      if (!isUnused) return;
      await run.step('controllers', () => removeControllers(deps, directoryId), { retries: 100 });
      await run.transaction('directory', (tx) => deleteDirectoryRow(tx, directoryId));
    },
    async (tx, _failure, { directoryId }) => {
      const reason = 'The directory could not be deleted completely. Delete it again.';
      await changeStage(tx, directoryId, 'Inoperable', clock.now(), reason);
    },
  );
}

/** Gives the deletion up where the directory is still used. @returns whether it goes on */
async function checkHolds(transaction: Database, directoryId: string, now: Date): Promise<boolean> {
  const directory = await lockDirectory(transaction, directoryId);
  const holds = await holdsOf(transaction, directoryId);
  if (!directory || holds.length === 0) return true;
  const before = directory.controllers.length > 0 ? 'Active' : 'Failed';
  const reason = 'The directory was not deleted because it still has authorized applications.';
  await changeStage(transaction, directoryId, before, now, reason);
  return false;
}

/** Repeatable. */
async function removeControllers(deps: DeletionDeps, directoryId: string): Promise<void> {
  const directory = await findDirectoryById(deps.database, directoryId);
  for (const { instanceName } of directory?.controllers ?? []) {
    const vpc = await findInterface(deps.database, instanceName);
    if (vpc) await deps.fabric.detach({ vpcId: vpc.vpcId, hostName: vpc.hostName });
    await deps.engine.deleteInstance(instanceName);
    await releaseAddresses(deps, instanceName);
  }
}
