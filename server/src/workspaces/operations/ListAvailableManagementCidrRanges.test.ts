import { expect, it } from 'vitest';
import { refusal, testContext, useWorkspaces, validationError } from '../testing.ts';
import { ListAvailableManagementCidrRanges } from './ListAvailableManagementCidrRanges.ts';
import { ModifyAccount } from './ModifyAccount.ts';

const test = useWorkspaces();
const list = (ManagementCidrRangeConstraint: string, more = {}) =>
  ListAvailableManagementCidrRanges(testContext, { ManagementCidrRangeConstraint, ...more }, test.deps);

it('lists what ModifyAccount takes', async () => {
  const { ManagementCidrRanges = [], NextToken } = await list('198.18.0.0/15', { MaxResults: 1 });
  expect(ManagementCidrRanges).toEqual(['198.19.0.0/16']);
  expect(NextToken).toBeUndefined();
  const [DedicatedTenancyManagementCidrRange] = ManagementCidrRanges;
  const modify = ModifyAccount(
    testContext,
    { DedicatedTenancySupport: 'ENABLED', DedicatedTenancyManagementCidrRange },
    test.deps,
  );
  expect(await refusal(modify)).toBe('accepted');
  expect(await list('10.0.0.0/8')).toEqual({ ManagementCidrRanges: [] });
});

it('refuses ranges that the guide does not name, and tokens that it did not give', async () => {
  expect(await refusal(list('8.0.0.0/8'))).toBe('InvalidParameterValuesException');
  expect(await refusal(list('10.0.0.0/8', { NextToken: 'x' }))).toBe('InvalidParameterValuesException');
});

it('takes a range and 1 to 5 results', () => {
  const problem = (input: object) => validationError('ListAvailableManagementCidrRanges', input);
  expect(problem({})).toContain('managementCidrRangeConstraint');
  expect(problem({ ManagementCidrRangeConstraint: '10.0.0.0' })).toContain('regular expression');
  expect(problem({ ManagementCidrRangeConstraint: '10.0.0.0/8', MaxResults: 6 })).toContain('equal to 5');
});
