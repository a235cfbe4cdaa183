import { expect, it } from 'vitest';
import { AssociateIpGroups } from '../operations/AssociateIpGroups.ts';
import { CreateIpGroup } from '../operations/CreateIpGroup.ts';
import { scope, testContext, testRegistration, testWorkspace, useWorkspaces } from '../testing.ts';
import { quotaOf, quotasSet, quotasUsed, resetQuota, setQuota } from './quotas.ts';

const test = useWorkspaces();

it('is the default until something else is set, for one account in one Region', async () => {
  const { database, quotas } = test.deps;
  const elsewhere = { ...scope, region: 'eu-west-1' };
  expect(await quotaOf(database, scope, 'images', quotas)).toBe(quotas.images);
  await setQuota(database, scope, 'images', 3);
  await setQuota(database, scope, 'images', 0);
  expect(await quotaOf(database, scope, 'images', quotas)).toBe(0);
  expect(await quotaOf(database, elsewhere, 'images', quotas)).toBe(quotas.images);
  expect(await quotasSet(database, scope)).toEqual({ images: 0 });
  await resetQuota(database, scope, 'images');
  expect(await quotaOf(database, scope, 'images', quotas)).toBe(quotas.images);
});

it('counts what is used', async () => {
  const { deps } = test;
  const none = {
    workspaces: 0,
    images: 0,
    bundles: 0,
    ipGroups: 0,
    rulesPerIpGroup: 0,
    ipGroupsPerDirectory: 0,
  };
  expect(await quotasUsed(deps.database, scope)).toEqual(none);
  const DirectoryId = await testRegistration(deps.database);
  await testWorkspace(deps.database, DirectoryId, 'STOPPED');
  const UserRules = [{ ipRule: '10.0.0.1' }, { ipRule: '10.0.0.2' }];
  const { GroupId = '' } = await CreateIpGroup(testContext, { GroupName: 'a', UserRules }, deps);
  await CreateIpGroup(testContext, { GroupName: 'b' }, deps);
  await AssociateIpGroups(testContext, { DirectoryId, GroupIds: [GroupId] }, deps);
  expect(await quotasUsed(deps.database, scope)).toEqual({
    ...none,
    workspaces: 1,
    ipGroups: 2,
    rulesPerIpGroup: 2,
    ipGroupsPerDirectory: 1,
  });
});
