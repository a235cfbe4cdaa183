import { beforeAll, describe, expect, it } from 'vitest';
import { CreateLogGroup } from './CreateLogGroup.ts';
import { DescribeLogGroups } from './DescribeLogGroups.ts';
import { stranger, useMonitoring } from './testing.ts';

const logs = useMonitoring();
const NAMES = ['/aws/a', '/aws/b', '/other_1', '/other-2', 'Zebra'];
const ARN = 'arn:aws:logs:us-east-1:123456789012:log-group';

const names = async (input: Parameters<typeof DescribeLogGroups>[1]) =>
  (await logs.call(DescribeLogGroups, input)).logGroups?.map((group) => group.logGroupName);

beforeAll(async () => {
  for (const logGroupName of NAMES) await logs.call(CreateLogGroup, { logGroupName });
  await logs.call(CreateLogGroup, { logGroupName: 'rare', logGroupClass: 'INFREQUENT_ACCESS' });
});

describe('DescribeLogGroups', () => {
  it('shows groups in the order of their names’ bytes', async () => {
    expect(await names({})).toEqual(['/aws/a', '/aws/b', '/other-2', '/other_1', 'Zebra', 'rare']);
    const { logGroups } = await logs.call(DescribeLogGroups, { logGroupNamePrefix: 'Zeb' });
    expect(logGroups).toEqual([
      {
        logGroupName: 'Zebra',
        logGroupArn: `${ARN}:Zebra`,
        arn: `${ARN}:Zebra:*`,
        creationTime: Date.parse('2026-11-21T12:00:00Z'),
        logGroupClass: 'STANDARD',
        metricFilterCount: 0,
        storedBytes: 0,
      },
    ]);
  });

  it('selects by prefix, part, class, identifier and account', async () => {
    expect(await names({ logGroupNamePrefix: '/aws/' })).toEqual(['/aws/a', '/aws/b']);
    // An underscore is one, not a wildcard.
    expect(await names({ logGroupNamePrefix: '/other_' })).toEqual(['/other_1']);
    expect(await names({ logGroupNamePattern: 'ther' })).toEqual(['/other-2', '/other_1']);
    expect(await names({ logGroupClass: 'INFREQUENT_ACCESS' })).toEqual(['rare']);
    expect(
      await names({ logGroupIdentifiers: ['Zebra', `${ARN}:rare:*`, 'arn:aws:logs:x:1:log-group:/aws/a'] }),
    ).toEqual(['Zebra', 'rare']);
    expect(await names({ accountIdentifiers: ['210987654321'] })).toEqual([]);
    expect((await logs.call(DescribeLogGroups, {}, stranger)).logGroups).toEqual([]);
  });

  it('gives out pages, whose tokens belong to their list', async () => {
    const first = await logs.call(DescribeLogGroups, { limit: 4 });
    const second = await logs.call(DescribeLogGroups, { limit: 4, nextToken: first.nextToken });
    expect([first, second].flatMap((page) => page.logGroups?.map((group) => group.logGroupName))).toEqual(
      await names({}),
    );
    expect(second.nextToken).toBeUndefined();
    const other = { logGroupNamePrefix: '/aws/', nextToken: first.nextToken };
    expect(await logs.refusal(DescribeLogGroups, other)).toMatch(/^InvalidParameterException/);
  });

  it('refuses a prefix together with a pattern', async () => {
    expect(await logs.refusal(DescribeLogGroups, { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' })).toBe(
      'InvalidParameterException: LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  });
});
