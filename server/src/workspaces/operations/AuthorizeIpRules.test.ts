import { expect, it } from 'vitest';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { AuthorizeIpRules } from './AuthorizeIpRules.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';

const test = useWorkspaces();

it('adds rules, up to the quota', async () => {
  const { deps } = test;
  const { GroupId = '' } = await CreateIpGroup(
    testContext,
    { GroupName: 'g', UserRules: [{ ipRule: '10.0.0.0/8', ruleDesc: 'VPN' }] },
    deps,
  );
  const authorize = (ranges: string[], context = testContext) =>
    AuthorizeIpRules(context, { GroupId, UserRules: ranges.map((ipRule) => ({ ipRule })) }, deps);
  await authorize(['192.0.2.0/24', '2001:db8::/32']);
  const { Result } = await DescribeIpGroups(testContext, {}, deps);
  expect(Result?.[0]?.userRules).toEqual([
    { ipRule: '10.0.0.0/8', ruleDesc: 'VPN' },
    { ipRule: '192.0.2.0/24' },
    { ipRule: '2001:db8::/32' },
  ]);
  expect(await refusal(authorize(['10.0.0.0/8']))).toBe('InvalidParameterValuesException');
  expect(await refusal(authorize(['nonsense']))).toBe('InvalidParameterValuesException');
  expect(await refusal(authorize(['10.1.0.0/16'], strangerContext))).toBe('ResourceNotFoundException');
  const eight = Array.from({ length: 8 }, (_, index) => `10.2.${index}.0/24`);
  expect(await refusal(authorize(eight))).toBe('ResourceLimitExceededException');
});

it('needs rules', () => {
  expect(validationError('AuthorizeIpRules', { GroupId: 'wsipg-000000000' })).toContain('userRules');
});
