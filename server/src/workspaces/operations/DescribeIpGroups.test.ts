import { expect, it } from 'vitest';
import type { RequestContext } from '../../wire/operation.ts';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';

const test = useWorkspaces();

it('pages through the groups and shows those of nobody else', async () => {
  for (const GroupName of ['a', 'b', 'c']) await CreateIpGroup(testContext, { GroupName }, test.deps);
  await CreateIpGroup(strangerContext, { GroupName: 'theirs' }, test.deps);
  const first = await DescribeIpGroups(testContext, { MaxResults: 2 }, test.deps);
  expect(first.Result).toHaveLength(2);
  const second = await DescribeIpGroups(
    testContext,
    { MaxResults: 2, NextToken: first.NextToken },
    test.deps,
  );
  expect(second.Result).toHaveLength(1);
  expect(second.NextToken).toBeUndefined();
  const names = [...(first.Result ?? []), ...(second.Result ?? [])].map((group) => group.groupName);
  expect(names.sort()).toEqual(['a', 'b', 'c']);
});

it('leaves out groups that are not there', async () => {
  expect(await DescribeIpGroups(testContext, { GroupIds: ['wsipg-000000000'] }, test.deps)).toEqual({
    Result: [],
  });
});

it('refuses a token that is none, or of another list', async () => {
  const { NextToken } = await DescribeIpGroups(testContext, { MaxResults: 1 }, test.deps);
  expect(NextToken).toBeDefined();
  const described = (context: RequestContext, input: Parameters<typeof DescribeIpGroups>[1]) =>
    refusal(DescribeIpGroups(context, input, test.deps));
  const code = 'InvalidParameterValuesException';
  expect(await described(testContext, { NextToken: 'made-up' })).toBe(code);
  expect(await described(testContext, { NextToken, GroupIds: ['wsipg-000000000'] })).toBe(code);
  expect(await described(strangerContext, { NextToken })).toBe(code);
});

it('has pages of 25 at most', () => {
  expect(validationError('DescribeIpGroups', { MaxResults: 26 })).toContain('less than or equal to 25');
});
