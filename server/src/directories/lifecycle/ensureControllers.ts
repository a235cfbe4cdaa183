import { inTransaction } from '../../database/database.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Fabric } from '../../fabric/fabric.ts';
import type { Directory } from '../model/directory.ts';
import { changeStage, directoriesInStage } from '../store/directories.ts';
import type { LifecycleDeps } from './deps.ts';
import { startController } from './instance.ts';
import { controllerPlan } from './plan.ts';

export interface RunningDeps extends Pick<LifecycleDeps, 'database' | 'clock' | 'log'> {
  engine: Pick<Engine, 'instance' | 'start'>;
  fabric: Pick<Fabric, 'attach'>;
}

/**
 * Starts the controllers that should run and do not, as after a restart of their host, and connects them to their
 * subnets. A directory whose controller is gone is shown as Inoperable, and as Active when it is back.
 * For the worker's start, and for now and then.
 */
export async function ensureControllersRunning(deps: RunningDeps): Promise<void> {
  const directories = await directoriesInStage(deps.database, ['Active', 'Impaired', 'Inoperable']);
  await Promise.all(directories.map((directory) => ensureDirectory(deps, directory)));
}

async function ensureDirectory(deps: RunningDeps, { directoryId, stage }: Directory): Promise<void> {
  const changeTo = (wanted: 'Active' | 'Inoperable', reason?: string) =>
    inTransaction(deps.database, (transaction) =>
      changeStage(transaction, directoryId, wanted, deps.clock.now(), reason),
    );
  try {
    const plan = await controllerPlan(deps.database, directoryId);
    const { instanceName } = plan.controller;
    const instance = await deps.engine.instance(instanceName);
    if (!instance) {
      await changeTo('Inoperable', `The domain controller ${instanceName} is gone.`);
      return;
    }
    if (instance.status !== 'Running') deps.log.warn({ directoryId, instanceName }, 'starting a controller');
    await startController(deps, plan);
    if (stage === 'Inoperable') await changeTo('Active');
  } catch (error) {
    // One directory's trouble is not the others', and the next time may see it deleted.
    deps.log.error({ err: error, directoryId }, 'cannot start a domain controller');
  }
}
