import { describe, expect, it } from 'vitest';
import { holdDirectory } from '../../directories/index.ts';
import { holdsOf } from '../../directories/store/holds.ts';
import { REGISTRATION_HOLDER } from '../model/registrationHold.ts';
import { associate } from '../store/ipGroups.ts';
import { registrationOf } from '../store/registrations.ts';
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
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DeleteIpGroup } from './DeleteIpGroup.ts';
import { DeregisterWorkspaceDirectory } from './DeregisterWorkspaceDirectory.ts';

const test = useWorkspaces();

const deregister = (DirectoryId: string, context = testContext) =>
  DeregisterWorkspaceDirectory(context, { DirectoryId }, test.deps);

describe('DeregisterWorkspaceDirectory', () => {
  it('begins while WorkSpaces are TERMINATING, and drops IP group associations at once', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    await holdDirectory(database, directoryId, REGISTRATION_HOLDER);
    await testWorkspace(database, directoryId, 'TERMINATING');
    const { GroupId = '' } = await CreateIpGroup(testContext, { GroupName: 'g' }, test.deps);
    await associate(database, directoryId, [GroupId]);
    await deregister(directoryId);
    expect((await registrationOf(database, directoryId))?.state).toBe('DEREGISTERING');
    expect(await refusal(DeleteIpGroup(testContext, { GroupId }, test.deps))).toBe('accepted');
    expect(await holdsOf(database, directoryId)).toEqual([
      { holder: REGISTRATION_HOLDER, kind: 'releasing' },
    ]);
    expect(await queuedRuns(database)).toContain(`workspaces.deregisterDirectory ${directoryId}`);
    expect(await refusal(deregister(directoryId))).toBe('InvalidResourceStateException');
  });

  it('refuses while there are WorkSpaces, or the registration is not complete', async () => {
    const { database } = test.deps;
    const directoryId = await testRegistration(database);
    for (const state of ['PENDING', 'AVAILABLE', 'ERROR'] as const) {
      await testWorkspace(database, directoryId, state);
      expect(await refusal(deregister(directoryId))).toBe('InvalidResourceStateException');
    }
    const registering = await testRegistration(database, 'REGISTERING');
    expect(await refusal(deregister(registering))).toBe('InvalidResourceStateException');
  });

  it('accepts a registration that failed', async () => {
    expect(await refusal(deregister(await testRegistration(test.deps.database, 'ERROR')))).toBe('accepted');
  });

  it('refuses what is not registered or of somebody else', async () => {
    expect(await refusal(deregister('d-ffffffffff'))).toBe('ResourceNotFoundException');
    const theirs = await testRegistration(test.deps.database);
    expect(await refusal(deregister(theirs, strangerContext))).toBe('ResourceNotFoundException');
  });

  it('needs a directory', () => {
    expect(validationError('DeregisterWorkspaceDirectory', {})).toContain('directoryId');
  });
});
