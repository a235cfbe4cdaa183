import { describe, expect, it } from 'vitest';
import { testContext } from '../../wire/testing.ts';
import { CreateLogGroup } from './CreateLogGroup.ts';
import { DescribeLogGroups } from './DescribeLogGroups.ts';
import { ListTagsForLogGroup } from './ListTagsForLogGroup.ts';
import { stranger, useMonitoring } from './testing.ts';

const logs = useMonitoring();

describe('CreateLogGroup', () => {
  it('makes a group with tags, of which each account and Region has its own', async () => {
    const logGroupName = '/aws/workspaces/d-90671a2b3c';
    await logs.call(CreateLogGroup, { logGroupName, tags: { Team: 'blue' } });
    await logs.call(CreateLogGroup, { logGroupName }, stranger);
    await logs.call(CreateLogGroup, { logGroupName }, testContext({ region: 'eu-west-1' }));
    const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}`;
    expect(await logs.call(ListTagsForLogGroup, { resourceArn })).toEqual({ tags: { Team: 'blue' } });
    expect((await logs.call(DescribeLogGroups, {})).logGroups).toHaveLength(1);
  });

  it('refuses a name that is taken, also when two ask at once', async () => {
    const create = () => logs.call(CreateLogGroup, { logGroupName: 'twice' });
    const both = await Promise.allSettled([create(), create()]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await logs.refusal(CreateLogGroup, { logGroupName: 'twice' })).toBe(
      'ResourceAlreadyExistsException: The specified log group already exists',
    );
  });

  it('refuses reserved names, bad tags and what is not built', async () => {
    const refusal = (change: object) => logs.refusal(CreateLogGroup, { logGroupName: 'group', ...change });
    expect(await refusal({ logGroupName: 'aws/mine' })).toBe(
      'InvalidParameterException: Log groups starting with AWS/ are reserved for AWS.',
    );
    expect(await refusal({ tags: { 'aws:x': 'y' } })).toMatch(/^InvalidParameterException/);
    expect(await refusal({ kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/x' })).toMatch(
      /^InvalidParameterException/,
    );
    expect(await refusal({ deletionProtectionEnabled: true })).toMatch(/^InvalidParameterException/);
  });
});
