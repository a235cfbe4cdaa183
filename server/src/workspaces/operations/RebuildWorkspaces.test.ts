import { afterEach, describe, expect, it } from 'vitest';
import { startTestWorker, type TestWorker } from '../../workflows/testing.ts';
import { defineWorkflow } from '../../workflows/workflow.ts';
import { workspaceStates } from '../model/states.ts';
import { checkUser } from '../model/workflows.ts';
import { findWorkspace } from '../store/workspaces.ts';
import {
  queuedRuns,
  strangerContext,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { RebuildWorkspaces, rebuildWorkspaces } from './RebuildWorkspaces.ts';

const test = useWorkspaces();

let worker: TestWorker | undefined;
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});

/** A worker that only ever says this of users. */
async function answerOfDirectory(canSignIn: boolean): Promise<void> {
  worker = await startTestWorker(test.connection, [defineWorkflow(checkUser, async () => canSignIn)]);
}

const rebuild = async (ids: string[], operation = rebuildWorkspaces(0), context = testContext) => {
  const RebuildWorkspaceRequests = ids.map((WorkspaceId) => ({ WorkspaceId }));
  return (await operation(context, { RebuildWorkspaceRequests }, test.deps)).FailedRequests ?? [];
};

describe('RebuildWorkspaces', () => {
  it('rebuilds in the states that the API names', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    const allowed = ['AVAILABLE', 'ERROR', 'UNHEALTHY', 'STOPPED', 'REBOOTING'];
    for (const state of workspaceStates.filter((name) => name !== 'TERMINATED')) {
      const workspaceId = await testWorkspace(database, directoryId, state);
      const failed = await rebuild([workspaceId]);
      const isAllowed = allowed.includes(state);
      expect([state, failed.map((failure) => failure.ErrorCode)]).toEqual([
        state,
        isAllowed ? [] : ['InvalidResourceStateException'],
      ]);
      expect(await findWorkspace(database, workspaceId)).toMatchObject(
        isAllowed ? { state: 'REBUILDING', return_state: state } : { state, return_state: null },
      );
    }
  });

  it('enqueues the work with the change of state', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'STOPPED');
    expect(await rebuild([workspaceId])).toEqual([]);
    expect((await queuedRuns(database)).filter((run) => run.endsWith(workspaceId))).toEqual([
      `workspaces.rebuild ${workspaceId}`,
    ]);
  });

  it('refuses one whose user cannot sign in, and leaves it as it is', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    const before = await findWorkspace(database, workspaceId);
    await answerOfDirectory(false);
    expect(await rebuild([workspaceId], RebuildWorkspaces)).toEqual([
      {
        WorkspaceId: workspaceId,
        ErrorCode: 'InvalidUserConfiguration.Workspace',
        ErrorMessage: 'The user was either not found or is misconfigured.',
      },
    ]);
    expect(await findWorkspace(database, workspaceId)).toEqual(before);
  });

  it('rebuilds one whose user can', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    await answerOfDirectory(true);
    expect(await rebuild([workspaceId], RebuildWorkspaces)).toEqual([]);
    expect((await findWorkspace(database, workspaceId))?.state).toBe('REBUILDING');
  });

  it('fails unknown ones alone', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    const codes = async (...arguments_: Parameters<typeof rebuild>) =>
      (await rebuild(...arguments_)).map((failure) => failure.ErrorCode);
    expect(await codes([workspaceId], rebuildWorkspaces(0), strangerContext)).toEqual([
      'ResourceNotFound.Workspace',
    ]);
    expect(await codes(['ws-000000000'])).toEqual(['ResourceNotFound.Workspace']);
  });

  it('takes one', () => {
    const RebuildWorkspaceRequests = ['ws-000000001', 'ws-000000002'].map((WorkspaceId) => ({ WorkspaceId }));
    expect(validationError('RebuildWorkspaces', { RebuildWorkspaceRequests })).toContain(
      'less than or equal to 1',
    );
    expect(validationError('RebuildWorkspaces', { RebuildWorkspaceRequests: [] })).toContain(
      'greater than or equal to 1',
    );
  });
});
