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
import { StopWorkspaces } from './StopWorkspaces.ts';

const test = useWorkspaces();

const STOPPABLE = ['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'ERROR'];

const stop = async (ids: string[], context = testContext) => {
  const StopWorkspaceRequests = ids.map((WorkspaceId) => ({ WorkspaceId }));
  return (await StopWorkspaces(context, { StopWorkspaceRequests }, test.deps)).FailedRequests ?? [];
};

describe('StopWorkspaces', () => {
  it('stops in the four states of the API reference', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    for (const state of workspaceStates.filter((name) => name !== 'TERMINATED')) {
      const workspaceId = await testWorkspace(database, directoryId, state);
      const failed = await stop([workspaceId]);
      const stops = STOPPABLE.includes(state);
      expect([state, failed.map((failure) => failure.ErrorCode)]).toEqual([
        state,
        stops ? [] : ['InvalidResourceStateException'],
      ]);
      expect((await findWorkspace(database, workspaceId))?.state).toBe(stops ? 'STOPPING' : state);
      const runs = (await queuedRuns(database)).filter((run) => run.endsWith(workspaceId));
      expect(runs).toEqual(stops ? [`workspaces.stop ${workspaceId}`] : []);
    }
  });

  it('stops MANUAL ones as well, but none that is ALWAYS_ON', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    const manual = await testWorkspace(database, directoryId, 'AVAILABLE');
    const alwaysOn = await testWorkspace(database, directoryId, 'AVAILABLE');
    await updateWorkspace(database, manual, { at: testClock.now(), running_mode: 'MANUAL' });
    await updateWorkspace(database, alwaysOn, { at: testClock.now(), running_mode: 'ALWAYS_ON' });
    expect((await stop([alwaysOn, manual])).map((failure) => failure.ErrorCode)).toEqual([
      'OperationNotSupportedException',
    ]);
    expect((await findWorkspace(database, alwaysOn))?.state).toBe('AVAILABLE');
    expect((await findWorkspace(database, manual))?.state).toBe('STOPPING');
  });

  it('fails unknown ones alone', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    expect((await stop([workspaceId], strangerContext)).map((failure) => failure.ErrorCode)).toEqual([
      'ResourceNotFound.Workspace',
    ]);
    expect((await stop(['ws-000000000', workspaceId])).map((failure) => failure.WorkspaceId)).toEqual([
      'ws-000000000',
    ]);
    expect((await findWorkspace(database, workspaceId))?.state).toBe('STOPPING');
  });

  it('takes 1 to 25', () => {
    const StopWorkspaceRequests = Array.from({ length: 26 }, () => ({ WorkspaceId: 'ws-000000000' }));
    expect(validationError('StopWorkspaces', { StopWorkspaceRequests })).toContain('25');
    expect(validationError('StopWorkspaces', { StopWorkspaceRequests: [] })).toContain('1');
  });
});
