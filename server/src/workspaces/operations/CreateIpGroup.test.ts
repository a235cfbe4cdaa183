import { expect, it } from 'vitest';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';
import { DescribeTags } from './DescribeTags.ts';

const test = useWorkspaces();

it('makes a group with rules and tags', async () => {
  const { GroupId = '' } = await CreateIpGroup(
    testContext,
    {
      GroupName: 'office',
      GroupDesc: 'the office',
      UserRules: [{ ipRule: '0.0.0.0/0', ruleDesc: 'Allow all IPs' }, { ipRule: '192.0.2.7' }],
      Tags: [{ Key: 'team', Value: 'it' }],
    },
    test.deps,
  );
  expect(GroupId).toMatch(/^wsipg-[0-9a-z]{9}$/);
  const { Result } = await DescribeIpGroups(testContext, { GroupIds: [GroupId] }, test.deps);
  expect(Result).toEqual([
    {
      groupId: GroupId,
      groupName: 'office',
      groupDesc: 'the office',
      userRules: [{ ipRule: '0.0.0.0/0', ruleDesc: 'Allow all IPs' }, { ipRule: '192.0.2.7' }],
    },
  ]);
  expect(await DescribeTags(testContext, { ResourceId: GroupId }, test.deps)).toEqual({
    TagList: [{ Key: 'team', Value: 'it' }],
  });
});

it('refuses a second group of the name, but not in another account', async () => {
  await CreateIpGroup(testContext, { GroupName: 'twice' }, test.deps);
  const again = (context = testContext) => CreateIpGroup(context, { GroupName: 'twice' }, test.deps);
  expect(await refusal(again())).toBe('ResourceAlreadyExistsException');
  expect(await refusal(again(strangerContext))).toBe('accepted');
});

it('refuses an eleventh rule and a group too many', async () => {
  const rules = Array.from({ length: 11 }, (_, index) => ({ ipRule: `10.0.${index}.0/24` }));
  const create = (quotas = test.deps.quotas, UserRules = rules) =>
    CreateIpGroup(testContext, { GroupName: 'full', UserRules }, { ...test.deps, quotas });
  expect(await refusal(create())).toBe('ResourceLimitExceededException');
  expect(await refusal(create({ ...test.deps.quotas, ipGroups: 2 }, []))).toBe(
    'ResourceLimitExceededException',
  );
});

it.each([
  [{ UserRules: [{ ipRule: '10.0.0.0/33' }] }],
  [{ UserRules: [{ ipRule: '10.0.0' }] }],
  [{ UserRules: [{ ipRule: '300.0.0.1' }] }],
  [{ UserRules: [{ ipRule: '2001:db8::/129' }] }],
  [{ UserRules: [{}] }],
  [{ UserRules: [{ ipRule: '10.0.0.1' }, { ipRule: '10.0.0.1' }] }],
  [{ Tags: [{ Key: 'aws:x', Value: '' }] }],
  [{ Tags: [{ Key: ' x', Value: '' }] }],
])('refuses %j', async (input) => {
  const create = CreateIpGroup(testContext, { GroupName: 'bad', ...input }, test.deps);
  expect(await refusal(create)).toBe('InvalidParameterValuesException');
});

it('needs a name', () => {
  expect(validationError('CreateIpGroup', {})).toContain('GroupName'.slice(1));
});
