import type { TargetWorkspaceState } from '@aws-sdk/client-workspaces';
import { describe, expect, it } from 'vitest';
import { workspaceStates } from '../model/states.ts';
import { findWorkspace } from '../store/workspaces.ts';
import {
  queuedRuns,
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { ModifyWorkspaceState } from './ModifyWorkspaceState.ts';
import { RebootWorkspaces } from './RebootWorkspaces.ts';
import { StartWorkspaces } from './StartWorkspaces.ts';
import { StopWorkspaces } from './StopWorkspaces.ts';

const test = useWorkspaces();

const modify = (WorkspaceId: string, WorkspaceState: TargetWorkspaceState, context = testContext) =>
  refusal(Promise.resolve(ModifyWorkspaceState(context, { WorkspaceId, WorkspaceState }, test.deps)));

describe('ModifyWorkspaceState', () => {
  it('goes from AVAILABLE to ADMIN_MAINTENANCE and back, as often as it is told', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    for (const state of ['ADMIN_MAINTENANCE', 'ADMIN_MAINTENANCE', 'AVAILABLE', 'AVAILABLE'] as const) {
      expect(await modify(workspaceId, state)).toBe('accepted');
      expect((await findWorkspace(database, workspaceId))?.state).toBe(state);
    }
    expect((await queuedRuns(database)).filter((run) => run.endsWith(workspaceId))).toEqual([]);
  });

  it('is refused in every other state', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    const others = ['AVAILABLE', 'ADMIN_MAINTENANCE', 'TERMINATED'];
    for (const state of workspaceStates.filter((name) => !others.includes(name))) {
      const workspaceId = await testWorkspace(database, directoryId, state);
      expect([state, await modify(workspaceId, 'ADMIN_MAINTENANCE')]).toEqual([
        state,
        'InvalidResourceStateException',
      ]);
      expect(await modify(workspaceId, 'AVAILABLE')).toBe('InvalidResourceStateException');
    }
  });

  it('keeps the WorkSpace from being started, stopped and rebooted', async () => {
    const { database } = test.deps;
    const WorkspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    await modify(WorkspaceId, 'ADMIN_MAINTENANCE');
    const items = [{ WorkspaceId }];
    const answers = [
      await StartWorkspaces(testContext, { StartWorkspaceRequests: items }, test.deps),
      await StopWorkspaces(testContext, { StopWorkspaceRequests: items }, test.deps),
      await RebootWorkspaces(testContext, { RebootWorkspaceRequests: items }, test.deps),
    ];
    expect(answers.map((answer) => answer.FailedRequests?.[0]?.ErrorCode)).toEqual(
      Array(3).fill('InvalidResourceStateException'),
    );
  });

  it('knows the WorkSpaces of the account alone', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    expect(await modify(workspaceId, 'ADMIN_MAINTENANCE', strangerContext)).toBe('ResourceNotFoundException');
    expect(await modify('ws-000000000', 'AVAILABLE')).toBe('ResourceNotFoundException');
  });

  it('takes these two states only', () => {
    const input = { WorkspaceId: 'ws-000000000', WorkspaceState: 'STOPPED' };
    expect(validationError('ModifyWorkspaceState', input)).toContain('ADMIN_MAINTENANCE');
    expect(validationError('ModifyWorkspaceState', { WorkspaceId: 'ws-000000000' })).toContain(
      'workspaceState',
    );
  });
});
