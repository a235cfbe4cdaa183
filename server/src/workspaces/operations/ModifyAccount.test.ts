import { describe, expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testClock,
  testContext,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeAccount } from './DescribeAccount.ts';
import { DescribeAccountModifications } from './DescribeAccountModifications.ts';
import { ModifyAccount } from './ModifyAccount.ts';

const test = useWorkspaces();
const own = '198.19.0.0/16';
const enable = (DedicatedTenancyManagementCidrRange?: string) =>
  ModifyAccount(
    testContext,
    {
      DedicatedTenancySupport: 'ENABLED',
      ...(DedicatedTenancyManagementCidrRange && { DedicatedTenancyManagementCidrRange }),
    },
    test.deps,
  );

describe('ModifyAccount', () => {
  it('refuses a management network other than that of the installation, and a call that changes nothing', async () => {
    expect(await refusal(enable('10.0.0.0/16'))).toBe('InvalidParameterValuesException');
    expect(await refusal(ModifyAccount(testContext, {}, test.deps))).toBe('InvalidParameterValuesException');
    expect(await DescribeAccount(testContext, {}, test.deps)).toEqual({
      DedicatedTenancySupport: 'DISABLED',
    });
    expect(await DescribeAccountModifications(testContext, {}, test.deps)).toEqual({
      AccountModifications: [],
    });
  });

  it('enables dedicated tenancy for the account alone, which is done at once', async () => {
    await enable(own);
    testClock.advance(1000);
    await enable();
    expect(await DescribeAccount(testContext, {}, test.deps)).toMatchObject({
      DedicatedTenancySupport: 'ENABLED',
      DedicatedTenancyManagementCidrRange: own,
    });
    const { AccountModifications = [] } = await DescribeAccountModifications(testContext, {}, test.deps);
    expect(AccountModifications.map((modification) => modification.StartTime)).toEqual([
      testClock.now(),
      new Date(testClock.now().getTime() - 1000),
    ]);
    expect(AccountModifications[0]).toMatchObject({
      ModificationState: 'COMPLETED',
      DedicatedTenancySupport: 'ENABLED',
      DedicatedTenancyManagementCidrRange: own,
    });
    expect(await DescribeAccount(strangerContext, {}, test.deps)).toEqual({
      DedicatedTenancySupport: 'DISABLED',
    });
    expect(await DescribeAccountModifications(strangerContext, {}, test.deps)).toEqual({
      AccountModifications: [],
    });
  });

  it('takes networks of the size /16, and cannot be taken back', () => {
    const problem = (input: object) => validationError('ModifyAccount', input);
    expect(problem({ DedicatedTenancyManagementCidrRange: '10.0.0.0/17' })).toContain('regular expression');
    expect(problem({ DedicatedTenancySupport: 'DISABLED' })).toContain('enum value set');
  });
});
