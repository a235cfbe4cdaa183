import type { Database } from '../../database/database.ts';
import { findDirectoryById, releaseDirectory } from '../../directories/index.ts';
import { ensureWorkspacesDefaultRole } from '../../identity/index.ts';
import { defineWorkflow, FatalStepError, type Workflow } from '../../workflows/workflow.ts';
import { REGISTRATION_HOLDER } from '../model/registrationHold.ts';
import { deregisterDirectory, type RegistrationInput, registerDirectory } from '../model/workflows.ts';
import { deleteRegistration, updateRegistration } from '../store/registrations.ts';
import { countByState } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';

const WAIT_MS = 250;
const WAIT_MS_MAX = 15_000;

/** Completes a registration: the run waits, by its key, for the end of the directory's creation. */
export function registerDirectoryWorkflow(deps: LifecycleDeps): Workflow<RegistrationInput> {
  return defineWorkflow(
    registerDirectory,
    async (run) => {
      const { directoryId } = run.input;
      await run.transaction('registered', async (database) => {
        const directory = await findDirectoryById(database, directoryId);
        if (directory?.stage !== 'Active' && directory?.stage !== 'Impaired') {
          const state = directory ? directory.stage : 'missing';
          throw new FatalStepError(
            `The directory ${directoryId} is ${state}: only an Active one is registered.`,
          );
        }
        await ensureWorkspacesDefaultRole(database, directory.accountId, deps.clock);
        await updateRegistration(database, directoryId, {
          state: 'REGISTERED',
          error_message: null,
          role_arn: `arn:aws:iam::${directory.accountId}:role/workspaces_DefaultRole`,
        });
      });
    },
    async (database, failure, { directoryId }) => {
      await updateRegistration(database, directoryId, { state: 'ERROR', error_message: failure.message });
    },
  );
}

/** Ends a registration when the last of its WorkSpaces is gone. */
export function deregisterDirectoryWorkflow(): Workflow<RegistrationInput> {
  return defineWorkflow(deregisterDirectory, async (run) => {
    const { directoryId } = run.input;
    for (let look = 1, waitMs = WAIT_MS; ; look++, waitMs = Math.min(waitMs * 2, WAIT_MS_MAX)) {
      const left = await run.transaction(`look-${look}`, (database) => workspacesLeft(database, directoryId));
      if (left === 0) break;
      await run.sleep(`wait-${look}`, waitMs);
    }
    await run.transaction('deregistered', async (database) => {
      await releaseDirectory(database, directoryId, REGISTRATION_HOLDER);
      await deleteRegistration(database, directoryId);
    });
  });
}

async function workspacesLeft(database: Database, directoryId: string): Promise<number> {
  const counts = await countByState(database, directoryId);
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
