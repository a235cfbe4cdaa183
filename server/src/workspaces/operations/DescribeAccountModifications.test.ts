import { expect, it } from 'vitest';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { DescribeAccountModifications } from './DescribeAccountModifications.ts';
import { ModifyAccount } from './ModifyAccount.ts';

const test = useWorkspaces();

it('pages through more than 25', async () => {
  for (let count = 0; count < 27; count++) {
    await ModifyAccount(testContext, { DedicatedTenancySupport: 'ENABLED' }, test.deps);
  }
  const first = await DescribeAccountModifications(testContext, {}, test.deps);
  expect(first.AccountModifications).toHaveLength(25);
  const { NextToken } = first;
  const second = await DescribeAccountModifications(testContext, { NextToken }, test.deps);
  expect(second.AccountModifications).toHaveLength(2);
  expect(second.NextToken).toBeUndefined();
  expect(await refusal(DescribeAccountModifications(strangerContext, { NextToken }, test.deps))).toBe(
    'InvalidParameterValuesException',
  );
});

it('does not take an empty token', () => {
  expect(validationError('DescribeAccountModifications', { NextToken: '' })).toContain('nextToken');
});
