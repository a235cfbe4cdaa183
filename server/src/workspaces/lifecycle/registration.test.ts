import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeStage } from '../../directories/store/directories.ts';
import { holdsOf } from '../../directories/store/holds.ts';
import { findRole } from '../../identity/store.ts';
import { findRegistration } from '../index.ts';
import { DeregisterWorkspaceDirectory } from '../operations/DeregisterWorkspaceDirectory.ts';
import { RegisterWorkspaceDirectory } from '../operations/RegisterWorkspaceDirectory.ts';
import { registrationOf } from '../store/registrations.ts';
import { scope, testClock, testContext, testDirectory } from '../testing.ts';
import { World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.close());

const register = (DirectoryId: string) =>
  RegisterWorkspaceDirectory(testContext, { DirectoryId }, world.operationDeps);
const deregister = (DirectoryId: string) =>
  DeregisterWorkspaceDirectory(testContext, { DirectoryId }, world.operationDeps);

describe('a registration', () => {
  it('is complete when the directory is Active, and makes the role', async () => {
    await world.startWorker();
    const directoryId = await testDirectory(world.database);
    await register(directoryId);
    expect(await world.settled(directoryId)).toEqual(['registerDirectory succeeded']);
    const row = await registrationOf(world.database, directoryId);
    expect(row).toMatchObject({
      state: 'REGISTERED',
      role_arn: `arn:aws:iam::${scope.accountId}:role/workspaces_DefaultRole`,
    });
    expect(await findRole(world.database, scope.accountId, 'workspaces_DefaultRole')).toBeDefined();
    const typed = ` ${row?.registration_code.toUpperCase()} `;
    expect(await findRegistration(world.database, typed)).toMatchObject({ directoryId, ...scope });
    expect(await findRegistration(world.database, 'wsiad+000000')).toBeUndefined();
  });

  it('fails with the creation of its directory, and can then be ended', async () => {
    const directoryId = await testDirectory(world.database, { stage: 'Creating' });
    await register(directoryId);
    const code = (await registrationOf(world.database, directoryId))?.registration_code ?? '';
    expect(await findRegistration(world.database, code)).toBeUndefined();
    await changeStage(world.database, directoryId, 'Failed', testClock.now(), 'no room');
    await world.startWorker();
    expect(await world.settled(directoryId)).toEqual(['registerDirectory failed']);
    const row = await registrationOf(world.database, directoryId);
    expect(row).toMatchObject({ state: 'ERROR' });
    expect(row?.error_message).toContain('is Failed');
    await deregister(directoryId);
    await world.settled(directoryId);
    expect(await registrationOf(world.database, directoryId)).toBeUndefined();
    expect(await holdsOf(world.database, directoryId)).toEqual([]);
  });

  it('ends when the last of its WorkSpaces is gone', async () => {
    await world.startWorker();
    const workspaceId = await world.create();
    await world.settled(workspaceId);
    world.faults.plan('deleteInstance', 'before', new Error('busy'), 2);
    await world.terminate(workspaceId);
    await deregister(world.directoryId);
    expect((await registrationOf(world.database, world.directoryId))?.state).toBe('DEREGISTERING');
    expect(await world.settled(world.directoryId)).toEqual(['deregisterDirectory succeeded']);
    expect(await world.row(workspaceId)).toBeUndefined();
    expect(await registrationOf(world.database, world.directoryId)).toBeUndefined();
  });
});
