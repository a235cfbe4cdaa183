import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testSealer } from '../../directories/testing.ts';
import { findDesktop, recordConnection } from '../index.ts';
import { testClock, testRegistration, testWorkspace, workspacesTest } from '../testing.ts';
import { changeState, findWorkspace, InvalidStateChange } from './workspaces.ts';

let test: Awaited<ReturnType<typeof workspacesTest>>;
let workspaceId: string;
beforeAll(async () => {
  test = await workspacesTest();
  workspaceId = await testWorkspace(test.database, await testRegistration(test.database), 'AVAILABLE');
});
afterAll(() => test.close());

describe('a WorkSpace', () => {
  it('has no desktop to stream before it has been made', async () => {
    expect(await findDesktop(test.database, testSealer, workspaceId)).toBeUndefined();
    expect(await findDesktop(test.database, testSealer, 'ws-000000000')).toBeUndefined();
  });

  it('remembers the later of two reports of a connection', async () => {
    const report = (state: 'CONNECTED' | 'DISCONNECTED', at: string) =>
      recordConnection(test.database, { workspaceId, state, at: new Date(at) });
    await report('CONNECTED', '2026-11-21T12:00:00Z');
    await report('DISCONNECTED', '2026-11-21T12:05:00Z');
    await report('CONNECTED', '2026-11-21T12:04:00Z');
    expect(await findWorkspace(test.database, workspaceId)).toMatchObject({
      connection_state: 'DISCONNECTED',
      last_user_connection_at: new Date('2026-11-21T12:05:00Z'),
    });
  });

  it('changes its state along the graph alone', async () => {
    await expect(
      changeState(test.database, workspaceId, 'provisioned', { at: testClock.now() }),
    ).rejects.toThrow(InvalidStateChange);
    expect((await findWorkspace(test.database, workspaceId))?.state).toBe('AVAILABLE');
  });
});
