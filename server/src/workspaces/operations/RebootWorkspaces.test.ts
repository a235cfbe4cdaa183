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
import { RebootWorkspaces } from './RebootWorkspaces.ts';

const test = useWorkspaces();

const REBOOTABLE = ['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'REBOOTING'];

const reboot = async (ids: string[], context = testContext) => {
  const RebootWorkspaceRequests = ids.map((WorkspaceId) => ({ WorkspaceId }));
  return (await RebootWorkspaces(context, { RebootWorkspaceRequests }, test.deps)).FailedRequests ?? [];
};

describe('RebootWorkspaces', () => {
  it('reboots what runs, in any running mode', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    for (const state of workspaceStates.filter((name) => name !== 'TERMINATED')) {
      const workspaceId = await testWorkspace(database, directoryId, state);
      const failed = await reboot([workspaceId]);
      const reboots = REBOOTABLE.includes(state);
      expect([state, failed.map((failure) => failure.ErrorCode)]).toEqual([
        state,
        reboots ? [] : ['InvalidResourceStateException'],
      ]);
      expect((await findWorkspace(database, workspaceId))?.state).toBe(reboots ? 'REBOOTING' : state);
      const runs = (await queuedRuns(database)).filter((run) => run.endsWith(workspaceId));
      expect(runs).toEqual(reboots ? [`workspaces.reboot ${workspaceId}`] : []);
    }
  });

  it('fails unknown ones alone', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    expect((await reboot([workspaceId], strangerContext)).map((failure) => failure.ErrorCode)).toEqual([
      'ResourceNotFound.Workspace',
    ]);
    expect((await reboot(['ws-000000000', workspaceId])).map((failure) => failure.WorkspaceId)).toEqual([
      'ws-000000000',
    ]);
    expect((await findWorkspace(database, workspaceId))?.state).toBe('REBOOTING');
  });

  it('takes 1 to 25', () => {
    const RebootWorkspaceRequests = Array.from({ length: 26 }, () => ({ WorkspaceId: 'ws-000000000' }));
    expect(validationError('RebootWorkspaces', { RebootWorkspaceRequests })).toContain('25');
    expect(validationError('RebootWorkspaces', { RebootWorkspaceRequests: [{}] })).toContain('workspaceId');
  });
});
