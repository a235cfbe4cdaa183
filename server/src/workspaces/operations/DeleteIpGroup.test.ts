import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { AssociateIpGroups } from './AssociateIpGroups.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DeleteIpGroup } from './DeleteIpGroup.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';
import { DisassociateIpGroups } from './DisassociateIpGroups.ts';

const test = useWorkspaces();

it('refuses while a directory has the group, and deletes it afterwards', async () => {
  const { deps } = test;
  const DirectoryId = await testRegistration(deps.database);
  const { GroupId } = await CreateIpGroup(
    testContext,
    { GroupName: 'used', Tags: [{ Key: 'a', Value: 'b' }] },
    deps,
  );
  if (GroupId === undefined) throw new Error('no group');
  await AssociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps);
  expect(await refusal(DeleteIpGroup(testContext, { GroupId }, deps))).toBe('ResourceAssociatedException');
  await DisassociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps);
  expect(await refusal(DeleteIpGroup(strangerContext, { GroupId }, deps))).toBe('ResourceNotFoundException');
  await DeleteIpGroup(testContext, { GroupId }, deps);
  expect(await DescribeIpGroups(testContext, { GroupIds: [GroupId] }, deps)).toEqual({ Result: [] });
  expect(await refusal(DeleteIpGroup(testContext, { GroupId }, deps))).toBe('ResourceNotFoundException');
});

it('and an association at the same moment are told apart, whichever is first', async () => {
  const { deps } = test;
  const DirectoryId = await testRegistration(deps.database);
  for (let round = 0; round < 10; round += 1) {
    const { GroupId = '' } = await CreateIpGroup(testContext, { GroupName: `group-${round}` }, deps);
    const [associated, deleted] = await Promise.allSettled([
      AssociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps),
      DeleteIpGroup(testContext, { GroupId }, deps),
    ]);
    const [lost] = [associated, deleted].filter(({ status }) => status === 'rejected');
    const code =
      associated.status === 'rejected' ? 'ResourceNotFoundException' : 'ResourceAssociatedException';
    expect(lost).toMatchObject({ reason: { code } });
    if (associated.status === 'fulfilled')
      await DisassociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps);
  }
});

it('needs an id of the right form', () => {
  expect(validationError('DeleteIpGroup', { GroupId: 'sg-1' })).toContain('regular expression');
});
