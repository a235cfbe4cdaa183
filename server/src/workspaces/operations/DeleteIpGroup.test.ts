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

it('needs an id of the right form', () => {
  expect(validationError('DeleteIpGroup', { GroupId: 'sg-1' })).toContain('regular expression');
});
