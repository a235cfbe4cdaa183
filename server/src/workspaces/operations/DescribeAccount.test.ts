import { expect, it } from 'vitest';
import { testContext, useWorkspaces, validationError } from '../testing.ts';
import { DescribeAccount } from './DescribeAccount.ts';

const test = useWorkspaces();

it('has no dedicated tenancy before it is enabled', async () => {
  expect(await DescribeAccount(testContext, {}, test.deps)).toEqual({ DedicatedTenancySupport: 'DISABLED' });
});

it('takes no parameters', () => {
  expect(validationError('DescribeAccount', {})).toBeUndefined();
});
