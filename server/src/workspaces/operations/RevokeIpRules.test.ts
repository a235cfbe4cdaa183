import { expect, it } from 'vitest';
import { refusal, testContext, useWorkspaces, validationError } from '../testing.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';
import { RevokeIpRules } from './RevokeIpRules.ts';

const test = useWorkspaces();

it('takes rules away; one that the group has not changes nothing', async () => {
  const { deps } = test;
  const UserRules = [{ ipRule: '10.0.0.0/8' }, { ipRule: '192.0.2.0/24' }];
  const { GroupId = '' } = await CreateIpGroup(testContext, { GroupName: 'g', UserRules }, deps);
  const revoke = (...ranges: string[]) => RevokeIpRules(testContext, { GroupId, UserRules: ranges }, deps);
  expect(await refusal(revoke('10.0.0.0/8', '10.0.0.0/9'))).toBe('InvalidParameterValuesException');
  await revoke('10.0.0.0/8');
  const { Result } = await DescribeIpGroups(testContext, {}, deps);
  expect(Result?.[0]?.userRules).toEqual([{ ipRule: '192.0.2.0/24' }]);
});

it('refuses a group that is not there', async () => {
  const revoke = RevokeIpRules(testContext, { GroupId: 'wsipg-000000000', UserRules: [] }, test.deps);
  expect(await refusal(revoke)).toBe('ResourceNotFoundException');
});

it('needs rules', () => {
  expect(validationError('RevokeIpRules', { GroupId: 'wsipg-000000000' })).toContain('userRules');
});
