import { expect, it } from 'vitest';
import { ipRulesOf } from '../index.ts';
import { refusal, testContext, testRegistration, useWorkspaces, validationError } from '../testing.ts';
import { AssociateIpGroups } from './AssociateIpGroups.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';

const test = useWorkspaces();

let count = 0;
async function group(...ranges: string[]): Promise<string> {
  const UserRules = ranges.map((ipRule) => ({ ipRule }));
  const { GroupId = '' } = await CreateIpGroup(
    testContext,
    { GroupName: `g${++count}`, UserRules },
    test.deps,
  );
  return GroupId;
}

it('adds groups, whose rules then count together', async () => {
  const { deps } = test;
  const DirectoryId = await testRegistration(deps.database);
  expect(await ipRulesOf(deps.database, DirectoryId)).toBeUndefined();
  const [one, other] = [await group('10.0.0.0/8'), await group()];
  await AssociateIpGroups(testContext, { DirectoryId, GroupIds: [other] }, deps);
  expect(await ipRulesOf(deps.database, DirectoryId)).toEqual([]);
  await AssociateIpGroups(testContext, { DirectoryId, GroupIds: [one, one] }, deps);
  await AssociateIpGroups(testContext, { DirectoryId, GroupIds: [one] }, deps);
  expect(await ipRulesOf(deps.database, DirectoryId)).toEqual(['10.0.0.0/8']);
  const { Directories } = await DescribeWorkspaceDirectories(
    testContext,
    { DirectoryIds: [DirectoryId] },
    deps,
  );
  expect(Directories?.[0]?.ipGroupIds?.sort()).toEqual([one, other].sort());
});

it('refuses unknown groups and directories, one too many, and a directory on its way out', async () => {
  const { deps } = test;
  const DirectoryId = await testRegistration(deps.database);
  const leaving = await testRegistration(deps.database, 'DEREGISTERING');
  const groups = [await group(), await group()];
  const associate = (directoryId: string, GroupIds: string[], quota = 25) =>
    refusal(
      AssociateIpGroups(
        testContext,
        { DirectoryId: directoryId, GroupIds },
        {
          ...deps,
          quotas: { ...deps.quotas, ipGroupsPerDirectory: quota },
        },
      ),
    );
  expect(await associate(DirectoryId, ['wsipg-000000000'])).toBe('ResourceNotFoundException');
  expect(await associate('d-ffffffffff', groups)).toBe('ResourceNotFoundException');
  expect(await associate(DirectoryId, groups, 1)).toBe('ResourceLimitExceededException');
  expect(await associate(leaving, groups)).toBe('InvalidResourceStateException');
  expect(await ipRulesOf(deps.database, DirectoryId)).toBeUndefined();
});

it('needs both members', () => {
  expect(validationError('AssociateIpGroups', { DirectoryId: 'd-0123456789' })).toContain('groupIds');
});
