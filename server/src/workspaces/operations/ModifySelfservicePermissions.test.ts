import type { SelfservicePermissions } from '@aws-sdk/client-workspaces';
import { describe, expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';
import { ModifySelfservicePermissions } from './ModifySelfservicePermissions.ts';

const test = useWorkspaces();

const modify = (ResourceId: string, permissions: SelfservicePermissions, context = testContext) =>
  ModifySelfservicePermissions(context, { ResourceId, SelfservicePermissions: permissions }, test.deps);

async function shown(directoryId: string) {
  const { Directories } = await DescribeWorkspaceDirectories(
    testContext,
    { DirectoryIds: [directoryId] },
    test.deps,
  );
  return Directories?.[0]?.SelfservicePermissions;
}

const NONE = {
  ...{ RestartWorkspace: 'DISABLED', IncreaseVolumeSize: 'DISABLED', ChangeComputeType: 'DISABLED' },
  ...{ SwitchRunningMode: 'DISABLED', RebuildWorkspace: 'DISABLED' },
};

describe('ModifySelfservicePermissions', () => {
  it('sets what it names, and DescribeWorkspaceDirectories shows it', async () => {
    const directoryId = await testRegistration(test.database);
    expect(await shown(directoryId)).toEqual(NONE);
    await modify(directoryId, { RestartWorkspace: 'ENABLED', RebuildWorkspace: 'ENABLED' });
    await modify(directoryId, { RebuildWorkspace: 'DISABLED', SwitchRunningMode: 'ENABLED' });
    expect(await shown(directoryId)).toEqual({
      ...NONE,
      ...{ RestartWorkspace: 'ENABLED', SwitchRunningMode: 'ENABLED' },
    });
    await modify(directoryId, {
      ...{ RestartWorkspace: 'ENABLED', IncreaseVolumeSize: 'ENABLED', ChangeComputeType: 'ENABLED' },
      ...{ SwitchRunningMode: 'ENABLED', RebuildWorkspace: 'ENABLED' },
    });
    expect(Object.values((await shown(directoryId)) ?? {})).toEqual(Array(5).fill('ENABLED'));
  });

  it("refuses an unknown directory, another account's, and one on its way out", async () => {
    const directoryId = await testRegistration(test.database);
    expect(await refusal(modify('d-ffffffffff', {}))).toBe('ResourceNotFoundException');
    expect(await refusal(modify(directoryId, {}, strangerContext))).toBe('ResourceNotFoundException');
    const leaving = await testRegistration(test.database, 'DEREGISTERING');
    expect(await refusal(modify(leaving, {}))).toBe('InvalidResourceStateException');
  });

  it.each([
    [{}, "at 'resourceId'"],
    [{ ResourceId: 'x', SelfservicePermissions: {} }, "at 'resourceId'"],
    [{ ResourceId: 'd-0123456789' }, "at 'selfservicePermissions'"],
    [
      { ResourceId: 'd-0123456789', SelfservicePermissions: { RestartWorkspace: 'YES' } },
      "at 'selfservicePermissions.restartWorkspace' failed to satisfy constraint: Member must satisfy enum value set",
    ],
  ])('refuses what is malformed: %j', (input, message) => {
    expect(validationError('ModifySelfservicePermissions', input)).toContain(message);
  });
});
