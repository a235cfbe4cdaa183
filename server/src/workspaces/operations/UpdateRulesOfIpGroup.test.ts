import { expect, it } from 'vitest';
import { refusal, testContext, useWorkspaces, validationError } from '../testing.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';
import { UpdateRulesOfIpGroup } from './UpdateRulesOfIpGroup.ts';

const test = useWorkspaces();

it('replaces the rules', async () => {
  const { deps } = test;
  const { GroupId = '' } = await CreateIpGroup(
    testContext,
    { GroupName: 'g', UserRules: [{ ipRule: '10.0.0.0/8' }] },
    deps,
  );
  await UpdateRulesOfIpGroup(
    testContext,
    { GroupId, UserRules: [{ ipRule: '192.0.2.1', ruleDesc: 'me' }] },
    deps,
  );
  const { Result } = await DescribeIpGroups(testContext, {}, deps);
  expect(Result?.[0]?.userRules).toEqual([{ ipRule: '192.0.2.1', ruleDesc: 'me' }]);
});

it('refuses a group that is not there, and rules that are none', async () => {
  const update = (ipRule: string) =>
    refusal(
      UpdateRulesOfIpGroup(testContext, { GroupId: 'wsipg-000000000', UserRules: [{ ipRule }] }, test.deps),
    );
  expect(await update('10.0.0.1')).toBe('ResourceNotFoundException');
  expect(await update('10.0.0.0/-1')).toBe('InvalidParameterValuesException');
});

it('needs rules', () => {
  expect(validationError('UpdateRulesOfIpGroup', { GroupId: 'wsipg-000000000' })).toContain('userRules');
});
