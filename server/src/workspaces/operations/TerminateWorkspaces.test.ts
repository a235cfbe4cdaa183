import { describe, expect, it } from 'vitest';
import { workspaceStates } from '../model/states.ts';
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
import { TerminateWorkspaces } from './TerminateWorkspaces.ts';

const test = useWorkspaces();

const terminate = async (ids: string[], context = testContext) => {
  const TerminateWorkspaceRequests = ids.map((WorkspaceId) => ({ WorkspaceId }));
  return (await TerminateWorkspaces(context, { TerminateWorkspaceRequests }, test.deps)).FailedRequests ?? [];
};

describe('TerminateWorkspaces', () => {
  it('terminates in every state but SUSPENDED', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    for (const state of workspaceStates.filter((name) => name !== 'TERMINATED')) {
      const workspaceId = await testWorkspace(database, directoryId, state);
      const failed = await terminate([workspaceId]);
      expect([state, failed.map((failure) => failure.ErrorCode)]).toEqual([
        state,
        state === 'SUSPENDED' ? ['InvalidResourceStateException'] : [],
      ]);
      const after = await findWorkspace(database, workspaceId);
      expect(after?.state).toBe(state === 'SUSPENDED' ? 'SUSPENDED' : 'TERMINATING');
    }
  });

  it('is repeatable, and enqueues one run', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    expect(await terminate([workspaceId, workspaceId])).toEqual([]);
    expect((await queuedRuns(database)).filter((run) => run.endsWith(workspaceId))).toEqual([
      `workspaces.terminate ${workspaceId}`,
    ]);
  });

  it('fails unknown ones alone', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'ERROR');
    expect((await terminate([workspaceId], strangerContext)).map((failure) => failure.ErrorCode)).toEqual([
      'ResourceNotFound.Workspace',
    ]);
    expect(await terminate(['ws-000000000', workspaceId])).toEqual([
      {
        WorkspaceId: 'ws-000000000',
        ErrorCode: 'ResourceNotFound.Workspace',
        ErrorMessage: 'The WorkSpace ws-000000000 could not be found.',
      },
    ]);
    expect((await findWorkspace(database, workspaceId))?.state).toBe('TERMINATING');
  });

  it('takes 1 to 25', () => {
    expect(validationError('TerminateWorkspaces', { TerminateWorkspaceRequests: [] })).toContain(
      'greater than or equal to 1',
    );
    expect(validationError('TerminateWorkspaces', { TerminateWorkspaceRequests: [{}] })).toContain(
      'workspaceId',
    );
  });
});
