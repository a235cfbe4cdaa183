import { expect, it } from 'vitest';
import { ipRulesOf } from '../index.ts';
import { refusal, testContext, testRegistration, useWorkspaces, validationError } from '../testing.ts';
import { AssociateIpGroups } from './AssociateIpGroups.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DisassociateIpGroups } from './DisassociateIpGroups.ts';

const test = useWorkspaces();

it('takes a group away; one that is not associated counts as done', async () => {
  const { deps } = test;
  const DirectoryId = await testRegistration(deps.database);
  const { GroupId = '' } = await CreateIpGroup(testContext, { GroupName: 'g' }, deps);
  await AssociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps);
  await DisassociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps);
  await DisassociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps);
  expect(await ipRulesOf(deps.database, DirectoryId)).toBeUndefined();
});

it('refuses what is not there', async () => {
  const DirectoryId = await testRegistration(test.deps.database);
  const disassociate = (directoryId: string, GroupIds: string[]) =>
    refusal(DisassociateIpGroups(testContext, { DirectoryId: directoryId, GroupIds }, test.deps));
  expect(await disassociate(DirectoryId, ['wsipg-000000000'])).toBe('ResourceNotFoundException');
  expect(await disassociate('d-ffffffffff', [])).toBe('ResourceNotFoundException');
});

it('needs a directory id of the right form', () => {
  expect(validationError('DisassociateIpGroups', { DirectoryId: 'x', GroupIds: [] })).toContain(
    'directoryId',
  );
});
