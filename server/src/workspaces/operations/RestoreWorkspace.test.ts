import { describe, expect, it } from 'vitest';
import { workspaceStates } from '../model/states.ts';
import { insertSnapshot } from '../store/snapshots.ts';
import { findWorkspace } from '../store/workspaces.ts';
import {
  queuedRuns,
  refusal,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { RestoreWorkspace } from './RestoreWorkspace.ts';

const test = useWorkspaces();

const restore = (WorkspaceId: string, context = testContext) =>
  RestoreWorkspace(context, { WorkspaceId }, test.deps);

let snapshots = 0;

async function workspaceWithSnapshot(...[state]: [Parameters<typeof testWorkspace>[2]]): Promise<string> {
  const { database } = test.deps;
  const workspaceId = await testWorkspace(database, await testRegistration(database), state);
  await insertSnapshot(database, workspaceId, {
    snapshotId: `snap-${++snapshots}`,
    takenAt: testClock.now(),
  });
  return workspaceId;
}

describe('RestoreWorkspace', () => {
  it('restores in the states that the API names', async () => {
    const allowed = ['AVAILABLE', 'ERROR', 'UNHEALTHY', 'STOPPED'];
    for (const state of workspaceStates.filter((name) => name !== 'TERMINATED')) {
      const workspaceId = await workspaceWithSnapshot(state);
      const isAllowed = allowed.includes(state);
      expect([state, await refusal(restore(workspaceId))]).toEqual([
        state,
        isAllowed ? 'accepted' : 'InvalidResourceStateException',
      ]);
      const after = await findWorkspace(test.database, workspaceId);
      expect(after?.state).toBe(isAllowed ? 'RESTORING' : state);
    }
  });

  it('enqueues the work with the change of state', async () => {
    const workspaceId = await workspaceWithSnapshot('AVAILABLE');
    expect(await restore(workspaceId)).toEqual({});
    expect((await queuedRuns(test.database)).filter((run) => run.endsWith(workspaceId))).toEqual([
      `workspaces.restore ${workspaceId}`,
    ]);
    expect(await refusal(restore(workspaceId))).toBe('InvalidResourceStateException');
  });

  it('needs a snapshot', async () => {
    const { database } = test.deps;
    const workspaceId = await testWorkspace(database, await testRegistration(database), 'AVAILABLE');
    expect(await refusal(restore(workspaceId))).toBe('OperationNotSupportedException');
    expect((await findWorkspace(database, workspaceId))?.state).toBe('AVAILABLE');
  });

  it('knows only WorkSpaces of the account', async () => {
    const workspaceId = await workspaceWithSnapshot('AVAILABLE');
    expect(await refusal(restore('ws-000000000'))).toBe('ResourceNotFoundException');
    expect(await refusal(restore(workspaceId, strangerContext))).toBe('ResourceNotFoundException');
  });

  it('needs the id of a WorkSpace', () => {
    expect(validationError('RestoreWorkspace', {})).toContain('workspaceId');
  });
});
