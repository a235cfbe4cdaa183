import { defineWorkflow, type RunFailure, type Workflow } from '../../workflows/workflow.ts';
import { controllerNames } from '../model/directory.ts';
import { createDirectory } from '../model/workflows.ts';
import { changeStage, forgetAdministratorPassword } from '../store/directories.ts';
import { allocateAddresses, releaseAddresses } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { awaitReady, provision, setAdministrator, startDomain } from './domain.ts';
import { createInstance, startController } from './instance.ts';
import { controllerPlan } from './plan.ts';

type Input = { readonly directoryId: string };

/**
 * Makes a Simple AD directory: one Samba domain controller in a system container. A failure takes everything away
 * but the directory's row, which tells the reason until its owner deletes it. Stages change only from where this
 * workflow put them, so that a deletion asked for meanwhile stays asked for.
 */
export function createDirectoryWorkflow(deps: LifecycleDeps): Workflow<Input> {
  const { database, engine, fabric, clock } = deps;
  return defineWorkflow(
    createDirectory,
    async (run) => {
      const { directoryId } = run.input;
      const { instanceName } = controllerNames(directoryId, 1);

      await run.transaction('creating', async (tx) => {
        await changeStage(tx, directoryId, 'Creating', clock.now());
      });
      await run.step('addresses', () => allocateAddresses(deps, directoryId), {
        undo: () => releaseAddresses(deps, instanceName),
      });
      await run.step('instance', (attempt) => createInstance(deps, directoryId, attempt), {
        undo: () => engine.deleteInstance(instanceName),
      });
      await run.step(
        'start',
        async ({ signal }) => startController(deps, await controllerPlan(database, directoryId), signal),
        {
          undo: async () => {
            const { vpc } = await controllerPlan(database, directoryId);
            await fabric.detach({ vpcId: vpc.vpcId, hostName: vpc.hostName });
          },
        },
      );
      await run.step('provision', (attempt) => provision(deps, directoryId, attempt));
      await run.step('domain', (attempt) => startDomain(deps, directoryId, attempt));
      await run.step('administrator', (attempt) => setAdministrator(deps, directoryId, attempt));
      await run.step('ready', (attempt) => awaitReady(deps, directoryId, attempt));
      await run.transaction('active', async (tx) => {
        await changeStage(tx, directoryId, 'Active', clock.now());
      });
    },
    async (tx, failure, { directoryId }) => {
      await changeStage(tx, directoryId, 'Failed', clock.now(), reasonOf(failure));
      await forgetAdministratorPassword(tx, directoryId);
    },
  );
}

/** What the owner is told; the failure itself stands in the log. */
function reasonOf({ step, cancelled, message }: RunFailure): string {
  if (cancelled) return 'The creation was cancelled.';
  switch (step) {
    // Their messages are written for the owner.
    case 'addresses':
    case 'administrator':
      return message;
    case 'instance':
    case 'start':
      return 'The domain controller could not be started.';
    case 'ready':
      return 'The domain controller does not answer.';
    default:
      return 'The domain could not be set up.';
  }
}
