import { describe, expect, it } from 'vitest';
import { workspaceStates } from '../model/states.ts';
import { findWorkspace, updateWorkspace } from '../store/workspaces.ts';
import {
  queuedRuns,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { StartWorkspaces } from './StartWorkspaces.ts';

const test = useWorkspaces();

const start = async (ids: string[], context = testContext) => {
  const StartWorkspaceRequests = ids.map((WorkspaceId) => ({ WorkspaceId }));
  return (await StartWorkspaces(context, { StartWorkspaceRequests }, test.deps)).FailedRequests ?? [];
};

describe('StartWorkspaces', () => {
  it('starts what is STOPPED, and nothing else', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    for (const state of workspaceStates.filter((name) => name !== 'TERMINATED')) {
      const workspaceId = await testWorkspace(database, directoryId, state);
      const failed = await start([workspaceId]);
      expect([state, failed.map((failure) => failure.ErrorCode)]).toEqual([
        state,
        state === 'STOPPED' ? [] : ['InvalidResourceStateException'],
      ]);
      const after = await findWorkspace(database, workspaceId);
      expect(after?.state).toBe(state === 'STOPPED' ? 'STARTING' : state);
      const runs = (await queuedRuns(database)).filter((run) => run.endsWith(workspaceId));
      expect(runs).toEqual(state === 'STOPPED' ? [`workspaces.start ${workspaceId}`] : []);
    }
  });

  it('starts MANUAL ones as well, but none that is ALWAYS_ON', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    const manual = await testWorkspace(database, directoryId, 'STOPPED');
    const alwaysOn = await testWorkspace(database, directoryId, 'STOPPED');
    await updateWorkspace(database, manual, { at: testClock.now(), running_mode: 'MANUAL' });
    await updateWorkspace(database, alwaysOn, { at: testClock.now(), running_mode: 'ALWAYS_ON' });
    expect(await start([alwaysOn, manual])).toEqual([
      {
        WorkspaceId: alwaysOn,
        ErrorCode: 'OperationNotSupportedException',
        ErrorMessage: `The WorkSpace ${alwaysOn} has the running mode ALWAYS_ON and cannot be started.`,
      },
    ]);
    expect((await findWorkspace(database, manual))?.state).toBe('STARTING');
  });

  it('fails unknown ones alone', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'STOPPED');
    expect((await start([workspaceId], strangerContext)).map((failure) => failure.ErrorCode)).toEqual([
      'ResourceNotFound.Workspace',
    ]);
    expect(await start(['ws-000000000', workspaceId])).toEqual([
      {
        WorkspaceId: 'ws-000000000',
        ErrorCode: 'ResourceNotFound.Workspace',
        ErrorMessage: 'The WorkSpace ws-000000000 could not be found.',
      },
    ]);
    expect((await findWorkspace(database, workspaceId))?.state).toBe('STARTING');
  });

  it('takes 1 to 25', () => {
    const StartWorkspaceRequests = Array.from({ length: 26 }, () => ({ WorkspaceId: 'ws-000000000' }));
    expect(validationError('StartWorkspaces', { StartWorkspaceRequests })).toContain('25');
    expect(validationError('StartWorkspaces', { StartWorkspaceRequests: [] })).toContain('1');
  });
});
